import Text
import ArgumentParser
import Engine
import Manifest
import Provisioning
import SCIM

/// The rules of an app.
struct RulesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rules", abstract: "The rules that put people into an app's groups.",
    subcommands: [List.self, Affected.self, Move.self, Check.self])

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "Lists the rules in order.")

    @Argument(help: "The app.") var app: String

    @OptionGroup var options: Options

    func run() async throws {
      let engine = try Composition(options).engine
      let record = try engine.configuration.app(named: app)
      var list = ResultList(options.form, headings: ["#", "RULE", "WHEN", "THEN"], limit: 0)
      for (index, rule) in record.definition.rules.enumerated() {
        let actions = rule.then.map(\.words)
        list.add(
          [String(index + 1), rule.name, rule.when.words, actions.joined(separator: "; ")],
          [
            "position": .integer(Int64(index + 1)), "name": .string(rule.name),
            "when": .string(rule.when.words), "then": .array(actions.map { .string($0) }),
          ])
      }
      list.end(empty: "\(record.name) has no rules")
      try RulesCommand.warnStale(record, engine)
    }
  }

  struct Affected: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "affected",
      abstract: "Lists the users that a rule matches, saved or not yet saved.")

    @Argument(help: "The app.") var app: String
    @Argument(help: "The rule.") var rule: String

    @Option(
      name: .shortAndLong,
      help: "Take the rule from this configuration file, which is not applied.",
      completion: .file())
    var file: String?

    @Option(help: "How many at most; 0 for all.")
    var limit: Int?

    @OptionGroup var options: Options

    func run() async throws {
      let engine = try Composition(options).engine
      var list = ResultList(
        options.form, headings: ["USERNAME", "ACCESS", "CHANGES", "GROUPS"], limit: limit)
      let progress = Progress("evaluating users", isQuiet: options.quiet)
      try engine.rules.affected(definition(engine), rule: rule, progress: progress.update) {
        affected in
        list.add(
          [
            affected.user.username, affected.hasAccess ? "yes" : "no",
            affected.wouldChange ? "yes" : "no", affected.groups.joined(separator: ", "),
          ],
          [
            "username": .string(affected.user.username), "access": .bool(affected.hasAccess),
            "changes": .bool(affected.wouldChange),
            "groups": .array(affected.groups.map { .string($0) }),
          ])
      }
      progress.end()
      list.end(empty: "nobody is affected")
    }

    private func definition(_ engine: ProvisioningEngine) throws -> AppDefinition {
      guard let file else { return try engine.configuration.app(named: app).definition }
      let all = try Files.manifest(file).apps
      guard let found = all.first(where: { $0.name.lowercased() == app.lowercased() }) else {
        throw EngineError.unknownApp(app, known: all.map(\.name))
      }
      return found
    }
  }

  struct Move: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "move",
      abstract: "Moves a rule to another place; reapply then applies the new order.")

    @Argument(help: "The app.") var app: String
    @Argument(help: "The rule.") var rule: String
    @Argument(help: "The new place, from 1.") var position: Int

    @OptionGroup var options: Options

    func run() async throws {
      let composition = try Composition(options)
      _ = try await composition.use { try $0.rules.move(app, rule, to: position) }
      try RulesCommand.warnStale(
        try composition.engine.configuration.app(named: app), composition.engine)
    }
  }

  struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "check",
      abstract: "Runs the tests of the rules, without the app.")

    @Argument(help: "The app.") var app: String

    @Option(
      name: .shortAndLong, help: "Check this configuration file, which is not applied.",
      completion: .file())
    var file: String?

    @OptionGroup var options: Options

    func run() async throws {
      let engine = try Composition(options).engine
      let check = try engine.rules.check(try file.map { try Files.manifest($0).apps }, app: app)
      var list = ResultList(options.form, headings: ["RULE", "TEST", "RESULT"], limit: 0)
      for finding in check.findings {
        let result = finding.problems.isEmpty ? "ok" : finding.problems.joined(separator: "; ")
        list.add(
          [finding.rule, String(finding.number), result],
          [
            "rule": .string(finding.rule), "test": .integer(Int64(finding.number)),
            "ok": .bool(finding.problems.isEmpty),
            "problems": .array(finding.problems.map { .string($0) }),
          ])
      }
      list.end(empty: "the rules have no tests")
      for warning in check.warnings {
        Streams.standardError("usher: warning: \(warning.visible)", style: .warning)
      }
      let failed = check.findings.count { !$0.problems.isEmpty }
      if failed > 0 {
        throw Failure(
          "\(Words.count(failed, "test")) of the rules failed; correct the rules or the tests",
          code: "rule-tests-failed")
      }
    }
  }

  /// Says how many users still have the outcome of older rules.
  static func warnStale(_ app: AppRecord, _ engine: ProvisioningEngine) throws {
    let stale = try engine.rules.staleCount(app.name)
    guard stale > 0 else { return }
    Streams.standardError(
      "\(Words.count(stale, "user was", "users were")) evaluated under older rules; usher reapply \(app.name) evaluates them again",
      style: .warning)
  }
}

extension RuleAction {
  /// The action on one line.
  var words: String {
    switch self {
    case .addToGroup(let name, let create): "add to group \(name)\(create ? " (create it)" : "")"
    case .addToGroupsNamedBy(let attribute, let matching, let name, let create):
      "add to groups named \(name) by \(attribute) matching \(matching)\(create ? " (create them)" : "")"
    case .set(let path, let value): "set \(path) to \(value ?? "nothing: leave it alone")"
    case .doNotProvision: "do not provision"
    }
  }
}
