import Text
import ArgumentParser
import Directories
import Engine
import Foundation
import Manifest
import Provisioning
import SCIM

/// Takes an app over from another system.
struct ImportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Takes an app over from another system.",
    subcommands: [OneLogin.self])

  /// Writes an app of OneLogin's as a configuration file.
  struct OneLogin: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "onelogin",
      abstract: "Writes an app of OneLogin's as a configuration file: parameters, rules and roles.",
      discussion: """
        Nothing is changed, here or there. What has no equal, or means something else here, stands as \
        a comment where it belongs. While one is left, the file takes no app that is enabled.
        """)

    @Argument(help: "The app's name or id in OneLogin.") var app: String

    @Option(
      help: "The directory source of kind onelogin whose tenant and credential are used.")
    var directory: String?

    @Option(
      help: "Without --directory: the tenant's own address, such as https://corp.onelogin.com.")
    var url: String?

    @Option(help: "The id of a credential of the tenant, with the scope Manage all.")
    var clientID: String?

    @Option(
      help: ArgumentHelp(
        "Where the credential's secret is: env:NAME, file:PATH or credential:NAME; never itself.",
        valueName: "place"))
    var clientSecret: String?

    @Option(help: "A PEM file of the authorities to trust instead of the system's.")
    var caFile: String?

    @Option(
      help: "The SCIM JSON template of the app's Configuration tab, as a file.",
      completion: .file(extensions: ["json"]))
    var template: String?

    @Flag(help: "Show what differs for everyone who has the app, instead of the file.")
    var compare = false

    @OptionGroup var options: Options

    func validate() throws {
      guard directory != nil else {
        _ = try given()
        return
      }
      if [url, clientID, clientSecret, caFile].contains(where: { $0 != nil }) {
        throw ValidationError(
          "--directory names the tenant and the credential; leave out --url, --client-id, --client-secret and --ca-file"
        )
      }
    }

    func run() async throws {
      let template = try readTemplate()
      let (settings, door) = try directory.map(configured) ?? (OneLoginSettings(), try given())
      let reader = OneLoginAppReader(
        settings, vendors: try OwnVendors.catalog(), transport: try door.transport(),
        pause: OneLoginDoor.pause)
      let app = app
      if compare {
        let result = try await Interruption.run {
          try await reader.compare(app, template: template, now: SystemTime().now())
        }
        return show(result.comparison)
      }
      let taken = try await Interruption.run {
        try await reader.takeOver(app, template: template)
      }
      show(taken)
    }

    /// The door to the tenant that the configuration names, and how it is read as a directory.
    private func configured(_ name: String) throws -> (OneLoginSettings, OneLoginDoor) {
      let composition = try Composition(options)
      let known = try composition.engine.sources.all()
      guard let source = known.first(where: { $0.name.isSame(as: name) }) else {
        throw EngineError.unknownSource(name, known: known.map(\.name))
      }
      guard source.definition.kind == .oneLogin else {
        throw Failure(
          "the directory \(source.name) is of kind \(source.definition.kind.rawValue); name one of kind onelogin, or give --url, --client-id and --client-secret"
        )
      }
      let sources = Sources(
        store: composition.store, environment: ProcessInfo.processInfo.environment)
      return (OneLoginSettings(source.definition), try sources.door(to: source.definition))
    }

    /// The door that the options describe.
    private func given() throws -> OneLoginDoor {
      guard let url, let clientID, let clientSecret else {
        throw ValidationError(
          "name a directory source of kind onelogin with --directory, or give --url, --client-id and --client-secret"
        )
      }
      let isOnThisMachine = ["127.0.0.1", "[::1]", "localhost"].contains { host in
        url == "http://\(host)" || url.hasPrefix("http://\(host):")
      }
      guard url.hasPrefix("https://") || isOnThisMachine else {
        throw ValidationError("--url must be https://, since the secret is sent there")
      }
      return OneLoginDoor(
        url: url, client: SourceClient(id: clientID, secret: try Self.place(clientSecret)),
        caFile: caFile, environment: ProcessInfo.processInfo.environment)
    }

    private static func place(_ clientSecret: String) throws -> TokenSource {
      let parts = clientSecret.split(separator: ":", maxSplits: 1).map(String.init)
      switch (parts.first, parts.count > 1 ? parts[1] : "") {
      case ("env", let name) where !name.isEmpty: return .environment(name)
      case ("file", let path) where !path.isEmpty: return .file(path)
      case ("credential", let name) where !name.isEmpty: return .credential(name)
      default:
        // What was written may be the secret itself, and is not repeated.
        throw ValidationError(
          "--client-secret says where the secret is: env:NAME, file:PATH or credential:NAME")
      }
    }

    private func show(_ comparison: TakeOverComparison) {
      var list = ResultList(
        options.form, headings: ["USER", "WHAT", "ONELOGIN", "USHER"], limit: 0)
      for difference in comparison.differences {
        list.add(
          [difference.username, difference.what, difference.there, difference.here],
          [
            "user": .string(difference.username), "what": .string(difference.what),
            "onelogin": .string(difference.there), "usher": .string(difference.here),
          ])
      }
      list.end(empty: "nobody would lose or gain anything")
      options.say(
        "\(comparison.people) people have the app in OneLogin; \(comparison.differing) would differ"
      )
    }

    private func readTemplate() throws -> OneLoginTemplate? {
      guard let template else { return nil }
      guard let bytes = FileManager.default.contents(atPath: template) else {
        throw Failure("the file \(template) cannot be read; check its path and permissions")
      }
      do {
        return try OneLoginTemplate(parsing: String(decoding: bytes, as: UTF8.self))
      } catch {
        throw Failure("\(template) is no SCIM JSON template: \(error.reason)")
      }
    }

    private func show(_ taken: TakeOver) {
      var notes = taken.notes
      notes.append(
        AppNote(
          .end,
          taken.open == 0
            ? "Everything has an equal."
            : "\(Words.count(taken.open, "thing")) to decide: each stands above behind “\(AppNote.mark)”. Remove the comment when it is decided; then enable the app.",
          isOpen: false))
      let file = ManifestFile(apps: [taken.definition])
      if options.isForPrograms {
        Streams.json([
          "app": .string(taken.definition.name), "open": .integer(Int64(taken.open)),
          "notes": .array(
            taken.notes.map { ["text": .string($0.text), "open": .bool($0.isOpen)] }),
          "configuration": .string(Manifest.write(file, notes: notes)),
        ])
      } else {
        Streams.configuration(file, notes: notes)
      }
      options.say(
        "\(taken.definition.name.visible): \(Words.count(taken.definition.parameters.count, "parameter")), \(Words.count(taken.definition.rules.count, "rule")); \(Words.count(taken.open, "thing")) to decide"
      )
    }
  }
}
