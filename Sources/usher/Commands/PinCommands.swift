import Text
import ArgumentParser
import Engine
import Provisioning
import SCIM

/// What undoing runs left pinned.
struct Pins: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pins",
    abstract:
      "Lists what stays as it is because a run was undone, and lets it follow the rules again.",
    subcommands: [List.self, Remove.self], defaultSubcommand: List.self)

  /// What is pinned.
  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "Lists what is pinned, user by user.")

    @Option(help: "Only this user.") var user: String?

    @Option(help: "Only this app.") var app: String?

    @OptionGroup var options: Options

    func run() async throws {
      var list = ResultList(options.form, headings: ["USER", "APP", "WHAT", "SINCE"], limit: 0)
      for pinned in try Composition(options).engine.pins.all(user, app: app, limit: .max) {
        for (pin, words) in zip(pinned.pins, pinned.words) {
          list.add(
            [
              pinned.user.username, pinned.app, words, "\(pin.words), \(Words.local(pin.at))",
            ],
            [
              "username": .string(pinned.user.username), "app": .string(pinned.app),
              "what": .string(words), "pin": pin.kind.json, "run": .integer(pin.run),
              "by": .string(pin.by), "at": .string(Words.moment(pin.at)),
            ])
        }
      }
      list.end(empty: "nothing is pinned: every account follows the rules")
    }
  }

  /// Lets users follow the rules again.
  struct Remove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "remove",
      abstract: "Lets users follow the rules again, and files what that takes.")

    @Argument(help: "The users.") var users: [String] = []

    @Option(
      name: .customLong("run"), help: "Everyone for whom undoing this run pinned something.")
    var number: RunID?

    @Option(help: "Only in this app.") var app: String?

    @OptionGroup var options: Options

    func validate() throws {
      if users.isEmpty, number == nil {
        throw ValidationError("name users, or a run with --run")
      }
    }

    func run() async throws {
      let results = try await Composition(options).use { engine in
        try engine.pins.unpin(users, app: app, run: number)
      }
      Words.tell(results, isQuiet: options.quiet)
    }
  }
}
