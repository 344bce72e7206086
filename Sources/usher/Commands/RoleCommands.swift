import Text
import ArgumentParser
import Engine

/// Roles by hand.
struct Roles: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "roles",
    abstract: "The roles of the directory, which give access to apps.",
    subcommands: [List.self, Create.self, Delete.self, Add.self, Remove.self])

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Lists roles.")

    @OptionGroup var options: Options

    func run() async throws {
      var list = ResultList(options.form, headings: ["ROLE", "USERS"])
      for role in try Composition(options).engine.directory.roles() {
        list.add(
          [role.name, String(role.members)],
          ["name": .string(role.name), "users": .integer(Int64(role.members))])
      }
      list.end(empty: "there are no roles yet")
    }
  }

  struct Create: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "create", abstract: "Makes a role.")

    @Argument(help: "The role.") var role: String

    @OptionGroup var options: Options

    func run() async throws {
      let isNew = try await Composition(options).use { try $0.roles.create(role) }
      if !isNew { options.say("the role exists already") }
    }
  }

  struct Delete: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "delete",
      abstract: "Takes a role from everyone, and deletes it.")

    @Argument(help: "The role.") var role: String

    @OptionGroup var options: Options

    func run() async throws {
      let composition = try Composition(options)
      let holders = try composition.engine.directory.roles().first {
        $0.name.lowercased() == role.lowercased()
      }
      if let holders, holders.members > 0 {
        try options.confirm(
          "This takes the role \(holders.name) from \(Words.count(holders.members, "user")).")
      }
      let results = try await composition.use { try $0.roles.delete(role) }
      Words.tell(results, isQuiet: options.quiet)
    }
  }

  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "add", abstract: "Gives a role to users.")

    @Argument(help: "The role.") var role: String
    @Argument(help: "The usernames.") var users: [String]

    @OptionGroup var options: Options

    func run() async throws {
      let results = try await Composition(options).use { try $0.roles.add(role, to: users) }
      Words.tell(results, isQuiet: options.quiet)
    }
  }

  struct Remove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "remove", abstract: "Takes a role from users.")

    @Argument(help: "The role.") var role: String
    @Argument(help: "The usernames.") var users: [String]

    @OptionGroup var options: Options

    func run() async throws {
      let results = try await Composition(options).use { try $0.roles.remove(role, from: users) }
      Words.tell(results, isQuiet: options.quiet)
    }
  }
}
