import ArgumentParser
import Engine
import Manifest
import Provisioning
import Text

/// The vendors' profiles.
struct Vendors: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Shows the vendors' profiles: what an app's `template` may name.",
    subcommands: [List.self, Show.self], defaultSubcommand: List.self)

  /// The profiles by name.
  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Lists the profiles, and where each comes from.")

    @OptionGroup var options: Options

    func run() async throws {
      var list = ResultList(options.form, headings: ["TEMPLATE", "FOR", "FROM"], limit: 0)
      for profile in try OwnVendors.catalog().profiles {
        let isBuiltIn = VendorCatalog.builtIn.named(profile.name) != nil
        list.add(
          [profile.name, profile.title, isBuiltIn ? "usher" : "your own files"],
          [
            "template": .string(profile.name), "title": .string(profile.title),
            "builtIn": .bool(isBuiltIn),
          ])
      }
      list.end()
      options.say("usher vendors show TEMPLATE shows one, as the beginning of a file of your own")
    }
  }

  /// One profile as a file.
  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Writes a profile as a file.",
      discussion: """
        With --app it is the profile that the app keeps, which may be older than the file of its name.
        """)

    @Argument(help: "The template.") var template: String?

    @Option(help: "The app whose profile is shown.") var app: String?

    @OptionGroup var options: Options

    func validate() throws {
      if (template == nil) == (app == nil) {
        throw ValidationError("name a template, or an app with --app")
      }
    }

    func run() async throws {
      let profile = try profile()
      let text = VendorFile.write(profile)
      if options.isForPrograms {
        return Streams.json(["template": .string(profile.name), "text": .string(text)])
      }
      for line in text.split(separator: "\n") { Streams.standardOutput(String(line)) }
    }

    private func profile() throws -> VendorProfile {
      if let app { return try Composition(options).engine.configuration.app(named: app).vendor }
      let (name, catalog) = (template ?? "", try OwnVendors.catalog())
      if let profile = catalog.named(name) { return profile }
      let near = catalog.nearest(to: name).map { "did you mean \($0)?" }
      throw Failure(
        "no template is named \(name.quotedForPeople); "
          + (near ?? "usher vendors list shows them"), code: "no-template")
    }
  }
}
