import Provisioning
import Text
import ArgumentParser
import Engine
import Foundation

/// The connection to an app.
struct ConnectionCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "connection", abstract: "The connection to an app.",
    subcommands: [Test.self, Enable.self, Disable.self, Findings.self])

  struct Test: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "test",
      abstract: "Tests the connection without changing the app, and says what was proved.")

    @Argument(help: "The app.") var app: String

    @OptionGroup var options: Options

    func run() async throws {
      let composition = try Composition(options)
      let report = try await composition.use { try await $0.connections.test(app) }
      try ConnectionCommand.show(
        report, try composition.engine.configuration.app(named: app), options)
    }
  }

  struct Enable: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "enable",
      abstract: "Tests the connection, and lets approved tasks run if it works.")

    @Argument(help: "The app.") var app: String

    @OptionGroup var options: Options

    func run() async throws {
      let composition = try Composition(options)
      let report = try await composition.use { try await $0.connections.test(app, enabling: true) }
      try ConnectionCommand.show(
        report, try composition.engine.configuration.app(named: app), options)
    }
  }

  struct Disable: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "disable", abstract: "Stops sending anything to an app.")

    @Argument(help: "The app.") var app: String

    @OptionGroup var options: Options

    func run() async throws {
      try await Composition(options).use { try $0.connections.disable(app) }
      options.say("\(app): disabled; nothing is sent any more")
    }
  }

  private static func show(_ report: ConnectionReport, _ app: AppRecord, _ options: Options) throws
  {
    var list = ResultList(options.form, headings: ["STEP", "HOLDS", "WHAT WAS SEEN"])
    for step in report.steps {
      let holds = step.holds.map { $0 ? "yes" : "no" } ?? "-"
      list.add(
        [step.name, holds, step.detail],
        [
          "step": .string(step.name), "holds": step.holds.map { .bool($0) } ?? .null,
          "detail": .string(step.detail),
        ])
    }
    list.end()
    guard report.isUsable else {
      throw Failure(
        report.steps.first { $0.holds == false }?.detail ?? "nothing was proved",
        code: "connection-failed")
    }
    let hint = app.isConnected ? "" : "; usher connection enable \(app.name) enables it"
    options.say("API status: \(app.api.state.rawValue.capitalized) (\(report.summary))\(hint)")
  }
}

/// What an app offers to be granted.
struct Entitlements: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "entitlements",
    abstract: "The groups that an app offers, and the values it takes.",
    subcommands: [Refresh.self, List.self])

  struct Refresh: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "refresh",
      abstract: "Reads all groups of an app, page by page, and the values it takes.")

    @Argument(help: "The app.") var app: String

    @OptionGroup var options: Options

    func run() async throws {
      let progress = Progress("reading groups", isQuiet: options.quiet)
      let (count, record, groups) = try await Composition(options).use { engine in
        let count = try await engine.entitlements.refresh(app, progress: progress.update)
        let (record, groups) = try engine.entitlements.list(app)
        return (count, record, groups)
      }
      progress.end()
      Words.tellNames(groups, isQuiet: options.quiet)
      let values = record.offers.reduce(0) { $0 + $1.values.count }
      for offer in record.offers {
        guard let problem = offer.problem else { continue }
        Streams.standardError(
          "usher: warning: \(offer.type.visible): \(problem.visible)", style: .warning)
      }
      if options.isForPrograms {
        Streams.json(SCIMText.object([("groups", count), ("values", values)]))
      } else {
        let more = values == 0 ? "" : ", and \(Words.count(values, "value")) for its attributes"
        options.say("\(app): \(Words.count(count, "group")) read\(more)")
      }
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "Lists the groups of an app, or the values it takes.")

    @Argument(help: "The app.") var app: String

    @Flag(help: "List the values that the app takes at its attributes, instead of the groups.")
    var values = false

    @Option(help: "How many at most; 0 for all.")
    var limit: Int?

    @OptionGroup var options: Options

    func run() async throws {
      let (record, groups) = try Composition(options).engine.entitlements.list(app)
      if values { return listValues(record) }
      var list = ResultList(
        options.form, headings: ["GROUP", "ID", "MADE BY", "NOTE"], limit: limit)
      for group in groups {
        list.add(
          [
            group.shownName, group.remoteID ?? "",
            group.origin == .created ? "usher" : "the app", group.nameNote ?? "",
          ],
          [
            "name": .string(group.shownName), "nameInRules": .string(group.name),
            "id": group.remoteID.map { .string($0) } ?? .null,
            "origin": .string(group.origin.rawValue),
            "note": group.nameNote.map { .string($0) } ?? .null,
          ])
      }
      let never = "no groups are known; usher entitlements refresh \(record.name) reads them"
      list.end(empty: never)
      if let readAt = record.entitlementsReadAt {
        options.say("read \(Words.local(readAt))")
      }
    }

    private func listValues(_ record: AppRecord) {
      var list = ResultList(
        options.form, headings: ["ATTRIBUTE", "VALUE", "CALLED", "FROM", "READ"], limit: limit)
      for offer in record.offers {
        let origin =
          switch offer.origin {
          case .schema: "the schema"
          case .resources: "the type \(offer.type)"
          case .accounts: "accounts"
          }
        for value in offer.values {
          list.add(
            [
              offer.path ?? "none", value.text, value.title ?? "", origin,
              Words.local(offer.readAt),
            ],
            [
              "path": offer.path.map { .string($0) } ?? .null, "value": .string(value.text),
              "title": value.title.map { .string($0) } ?? .null,
              "origin": .string(offer.origin.rawValue),
              "type": offer.type.isEmpty ? .null : .string(offer.type),
              "readAt": .string(Words.moment(offer.readAt)),
            ])
        }
      }
      list.end(
        empty: record.api.checkedAt == nil || record.entitlementsReadAt == nil
          ? "no values are known; usher connection test \(record.name) reads the schema, and usher entitlements refresh \(record.name) the values"
          : "\(record.name) offers no values: none in its schema, in a resource type of its own or in its accounts"
      )
    }
  }
}
