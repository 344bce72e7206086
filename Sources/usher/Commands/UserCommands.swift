import Text
import ArgumentParser
import Engine
import Provisioning
import SCIM

/// The directory by hand, user by user.
struct Users: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "users",
    abstract: "The users of the directory.",
    subcommands: [List.self, Show.self, Set.self, Delete.self])

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Lists users.")

    @Option(help: "Only users whose username or e-mail address contains this text.")
    var search = ""

    @Option(help: "Only holders of this role.")
    var role: String?

    @Option(help: "How many at most; 0 for all.")
    var limit: Int?

    @OptionGroup var options: Options

    func run() async throws {
      let engine = try Composition(options).engine
      var list = ResultList(
        options.form, headings: ["USERNAME", "STATUS", "EMAIL", "ROLES"], limit: limit)
      let total = try engine.directory.users(search: search, role: role, limit: list.wanted) {
        user in
        list.add(
          [
            user.username, user.status.rawValue, user.attributes["email"] ?? "",
            user.roles.joined(separator: ";"),
          ], user.json)
      }
      try list.end(total: total, empty: "no such users")
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show",
      abstract: "Shows a user, and every app's desired and known account and why.")

    @Argument(help: "The username.") var user: String

    @OptionGroup var options: Options

    func run() async throws {
      let engine = try Composition(options).engine
      let (user, apps) = try engine.reasons.why(user)
      let source = try engine.sources.owning(of: user.id)
      if options.isForPrograms {
        var json = user.json.object ?? JSONObject()
        json["source"] = source.map { .string($0.name) } ?? .null
        json["apps"] = .array(apps.map(\.json))
        return Streams.json(JSONValue.object(json))
      }
      var lines = ["\(user.username.visible)  \(user.status.rawValue)"]
      lines += user.attributes.sorted { $0.key < $1.key }.map {
        "  \($0.key.visible): \($0.value.visible)"
      }
      lines.append("  roles: \(user.roles.map(\.visible).joined(separator: ", "))")
      if let source { lines += source.ownership.map { "  \($0.visible)" } }
      lines += apps.flatMap { $0.lines(isFull: true) }
      lines.forEach(Streams.standardOutput)
    }
  }

  struct Set: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "set",
      abstract: "Makes a user, or changes attributes of one.",
      discussion:
        "An empty value removes the attribute. username, status and roles can be set too.")

    @Argument(help: "The username.") var user: String

    @Argument(help: ArgumentHelp("Attributes.", valueName: "key=value"))
    var changes: [String] = []

    @Flag(help: "Accept a new attribute although its name is nearly that of another.")
    var newAttribute = false

    @Flag(help: "A different external_id or employee_id is a new number of the same person.")
    var samePerson = false

    @OptionGroup var options: Options

    func run() async throws {
      let pairs = try changes.map { try KeyValue($0) }
      let composition = try Composition(options)
      let result = try await composition.use { engine in
        for pair in pairs where !pair.value.isEmpty { try check(pair.key, engine) }
        return try engine.people.set(user, samePerson: samePerson) { user in
          for pair in pairs { try user.set(pair.key, pair.value) }
        }
      }
      Words.tell(result.apps, isQuiet: options.quiet)
    }

    /// A slip in a name makes an attribute of its own, which no rule reads.
    private func check(_ name: String, _ engine: ProvisioningEngine) throws {
      let advice = try engine.valueAdvice.attribute(name)
      guard advice.isNew, !newAttribute else { return }
      if let near = advice.near {
        throw Failure(
          "nobody has an attribute \(name); did you mean \(near)? Add --new-attribute if not",
          code: "unknown-attribute")
      }
      Streams.standardError(
        "usher: warning: \(name.visible) is a new attribute, which nobody had before",
        style: .warning)
    }
  }

  struct Delete: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "delete",
      abstract: "Deletes a user from the directory; the policy says what becomes of the accounts.")

    @Argument(help: "The username.") var user: String

    @OptionGroup var options: Options

    func run() async throws {
      let composition = try Composition(options)
      let results = try await composition.use { try $0.people.delete(user) }
      Words.tell(results, isQuiet: options.quiet)
    }
  }
}

extension DirectoryUser {
  /// The user as programs get it.
  var json: JSONValue {
    let attributes = attributes.sorted { $0.key < $1.key }
    var object = JSONObject([
      ("id", .integer(id)), ("username", .string(username)), ("status", .string(status.rawValue)),
    ])
    for (key, value) in attributes { object[key] = .string(value) }
    object["roles"] = .array(roles.map { .string($0) })
    return .object(object)
  }
}
