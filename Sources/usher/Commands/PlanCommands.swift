import Text
import ArgumentParser
import Engine
import Provisioning
import SCIM

/// Desired against known: what reapply would file.
struct PlanCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Shows what would change in an app, request by request; sends nothing.")

  @Argument(help: "The app.") var app: String

  @Option(help: "Only this user.") var user: String?

  @OptionGroup var part: PlanPart

  @Flag(help: "Exit with 2 if there are changes.")
  var detailedExitCode = false

  @Option(
    help: ArgumentHelp("Write the plan to a file that reapply --plan takes.", valueName: "file"),
    completion: .file())
  var out: String?

  @Option(help: "How many at most; 0 for all.") var limit: Int?

  @OptionGroup var options: Options

  func run() async throws {
    let progress = Progress("evaluating users", isQuiet: options.quiet)
    let selection = try part.selection(user.map { [$0] } ?? [])
    let engine = try Composition(options).engine
    let isWhole = out != nil || options.isForPrograms || limit == 0
    let plan = try engine.planning.plan(
      app, selection, wanted: isWhole ? nil : limit ?? Self.shown, progress: progress.update)
    progress.end()
    if let out {
      let json = SavedPlan.json(plan)
      try Files.write(json.prettyText + "\n", to: out)
    }
    Words.lead(plan.summary, of: plan.app.name, isDone: false, isQuiet: options.quiet)
    if options.isForPrograms {
      var list = ResultList(options.form, headings: [], limit: limit)
      for change in plan.json { list.add([], change) }
      list.end()
    } else {
      show(plan)
    }
    Words.tellNames(try engine.entitlements.list(app).groups, isQuiet: options.quiet)
    for group in plan.summary.missingGroups.sorted() {
      Streams.standardError(
        "usher: warning: there is no group \(group.visible) in \(plan.app.name), and no rule may create it",
        style: .warning)
    }
    try EngineError.check(
      plan.app.name, plan.blocked, plan.blockedMemberships, only: selection.options)
    if let failure = plan.summary.failure(plan.app.name) {
      throw Failure(failure, code: "plan-incomplete")
    }
    if detailedExitCode, !plan.isEmpty { throw ExitCode(2) }
  }

  /// How many changes are shown where no limit was given.
  private static let shown = 20

  private func show(_ plan: AppPlan) {
    let total = plan.tally.total
    let shown = limit == 0 ? total : limit ?? Self.shown
    for change in plan.changes.prefix(shown) {
      TaskText.plan(change).forEach(Streams.standardOutput)
    }
    if total == 0 {
      if plan.summary.impossible.users > 0 {
        options.say("nothing to change in \(plan.app.name) where the account can be computed")
      } else {
        options.say(
          plan.isEmpty && plan.summary.conflicted == 0
            ? "\(plan.app.name) is as it should be; nothing to change"
            : "nothing to change in \(plan.app.name)")
      }
    } else {
      if total > shown {
        Streams.standardError("\(shown) of \(total) shown; --limit 0 shows all")
      }
      let counts = TaskAction.allCases.compactMap { action in
        plan.tally.counts[action].map { "\($0) \(action.rawValue)" }
      }
      options.say(
        "Plan: \(counts.joined(separator: ", ")). About \(Words.count(plan.requests, "request")), \(Words.duration(plan.seconds)) at this app's pace."
      )
    }
    if plan.summary.ignored > 0 {
      options.say("\(Words.count(plan.summary.ignored, "change")) ignored by an admin, not listed")
    }
  }
}

/// The option that selects the users of a plan.
struct PlanPart: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Only users with this attribute, such as dept:Sales; may be repeated.",
      valueName: "name:value")
  )
  var only: [String] = []

  /// The users who are meant.
  func selection(_ usernames: [String]) throws -> UserSelection {
    var selection = UserSelection(usernames: usernames)
    try selection.add(words: only)
    return selection
  }
}

/// Evaluates everyone again, and files the tasks.
struct Reapply: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reapply",
    abstract: "Evaluates everyone under the current rules and parameters, and files the tasks.")

  @Argument(help: "The app.") var app: String

  @Flag(help: "Accounts and groups (this is the default).") var mappings = false

  @Flag(help: "Groups only.") var entitlements = false

  @Option(name: .customLong("user"), help: "Only this user; may be repeated.")
  var users: [String] = []

  @OptionGroup var part: PlanPart

  @Option(
    help: ArgumentHelp("File exactly this saved plan.", valueName: "file"), completion: .file())
  var plan: String?

  @Option(
    help: "Exceed the limit if this is exactly the count: of the whole plan, or of the part.")
  var acceptDeletions: Int?

  @Option(
    help: "The same for members removed from groups.")
  var acceptMemberships: Int?

  @OptionGroup var options: Options

  func validate() throws {
    if mappings, entitlements {
      throw ValidationError("--mappings and --entitlements do not go together")
    }
  }

  func run() async throws {
    let saved = try plan.map(Self.read)
    let selection = try part.selection(users)
    let composition = try Composition(options)
    if let saved,
      saved.app.lowercased()
        != (try composition.engine.configuration.app(named: app)).name.lowercased()
    {
      throw Failure("the plan is for \(saved.app), not for \(app)", code: "wrong-plan")
    }
    if saved == nil { try ask(composition.engine) }
    let progress = Progress("evaluating users", isQuiet: options.quiet)
    let result = try await composition.use { engine in
      try engine.planning.reapply(
        app, scope: entitlements ? .entitlements : .everything, selection, saved: saved,
        accepting: acceptDeletions, acceptingMemberships: acceptMemberships,
        progress: progress.update)
    }
    progress.end()
    for moved in result.summary.moved {
      Streams.standardError("changed since the plan was saved: \(moved.visible)", style: .warning)
    }
    if options.isForPrograms {
      let counts = TaskAction.allCases.map { ($0.rawValue, result.summary.filed[$0] ?? 0) }
      let others = [
        ("pending", result.summary.pending), ("withdrawn", result.summary.withdrawn.count),
        ("impossible", result.summary.impossible.users),
        ("conflict", result.summary.conflicted),
      ]
      Streams.json(SCIMText.object(counts + others))
    }
    Words.tell([result], isQuiet: options.quiet)
    if let failure = result.summary.failure(result.app) {
      throw Failure(failure, code: "plan-incomplete")
    }
  }

  /// Shows a person what would be filed, and asks. What waits for approval asks again, so that
  /// nobody is asked where there is no terminal.
  private func ask(_ engine: ProvisioningEngine) throws {
    guard Streams.canAsk, !options.yes, users.isEmpty, part.only.isEmpty else { return }
    let plan = try engine.planning.plan(app)
    let fresh = plan.fresh(entitlements ? .entitlements : .everything)
    let withdrawn = plan.summary.withdrawn.count
    guard fresh.count + withdrawn > 1 || plan.summary.impossible.users > 0 else { return }
    Words.lead(plan.summary, of: plan.app.name, isDone: false, isQuiet: false)
    for line in AppPlan.destructiveLines(fresh, upTo: 20) {
      Streams.standardError(line, style: .warning)
    }
    let pending = fresh.count { $0.needsApproval }
    try options.confirm(
      "This files \(Words.count(fresh.count, "task")); \(pending) of them wait for approval, \(fresh.count - pending) are approved by policy."
    )
  }

  private static func read(_ path: String) throws -> SavedPlan {
    do {
      return try SavedPlan(json: try JSONValue(parsing: Files.bytes(path)))
    } catch let error as JSONParseError {
      throw Failure(
        "\(path)is not a saved plan: \(error.reason) (byte \(error.offset))",
        code: "wrong-plan")
    }
  }
}

/// Why accounts are as they are.
struct Why: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "why",
    abstract:
      "Says why a user's account is as it is, or missing; without a user, how many users have which reason."
  )

  @Argument(help: "The username.") var user: String?

  @Option(help: "Only this app.") var app: String?

  @OptionGroup var options: Options

  func validate() throws {
    if user == nil, app == nil { throw ValidationError("name a user, or an app with --app") }
  }

  func run() async throws {
    let engine = try Composition(options).engine
    if let user {
      let (person, apps) = try engine.reasons.why(user, app: app)
      if options.isForPrograms {
        var list = ResultList(options.form, headings: [])
        for reasons in apps {
          var json = reasons.json.object ?? JSONObject()
          json["username"] = .string(person.username)
          list.add([], .object(json))
        }
        return list.end()
      }
      apps.flatMap { $0.lines(isFull: true) }.forEach(Streams.standardOutput)
    } else if let app {
      var list = ResultList(options.form, headings: ["USERS", "REASON", "MEANING"], limit: 0)
      for (reason, count) in try engine.reasons.counts(app) {
        list.add(
          [String(count), reason.rawValue, reason.title],
          [
            "reason": .string(reason.rawValue), "count": .integer(Int64(count)),
            "meaning": .string(reason.title),
          ])
      }
      list.end(empty: "the directory is empty")
    }
  }
}
