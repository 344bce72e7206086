import Text
import ArgumentParser
import Engine
import Provisioning
import SCIM

/// The tasks.
struct Tasks: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tasks",
    abstract: "Lists, shows and decides tasks.",
    subcommands: [List.self, Show.self, Approve.self, Ignore.self, Retry.self])

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "Lists tasks, newest first.")

    @OptionGroup var filter: TaskFilterOptions

    @Option(help: "How many at most; 0 for all.") var limit: Int?

    @OptionGroup var options: Options

    func run() async throws {
      let engine = try Composition(options).engine
      let filter = try filter.filter(engine)
      let names = Dictionary(
        uniqueKeysWithValues: try engine.configuration.apps().map { ($0.id, $0.name) })
      var list = ResultList(
        options.form, headings: ["ID", "APP", "STATUS", "ACTION", "NAME", "FILED", "WHAT"],
        limit: limit)
      try engine.tasks.list(filter, limit: list.wanted) { task in
        let app = names[task.app] ?? ""
        list.add(
          [
            String(task.id), app, task.status.rawValue, task.action.rawValue, task.name,
            Words.local(task.createdAt), task.error?.advice ?? task.note ?? task.reason,
          ], task.json(app: app))
      }
      try list.end(
        total: try engine.tasks.count(filter),
        empty: "no tasks match \(self.filter.words)")
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show",
      abstract: "Shows a task: why, what changes, the exact request, what came back.")

    @Argument(help: "The task.") var id: Int64

    @OptionGroup var options: Options

    func run() async throws {
      let detail = try Composition(options).engine.tasks.detail(id)
      guard options.isForPrograms else {
        return TaskText.detail(detail).forEach(Streams.standardOutput)
      }
      var json = detail.task.json(app: detail.app).object ?? JSONObject()
      json["waitsFor"] = .array(Swift.Set(detail.waits.map(\.on)).sorted().map { .integer($0) })
      json["exchanges"] = .array(
        detail.attempts.map {
          [
            "at": .string(Words.moment($0.at)), "request": .string($0.request),
            "bodyHash": .string($0.bodyHash),
            "status": $0.status.map { .integer(Int64($0)) } ?? .null, "answer": .string($0.answer),
          ]
        })
      json["known"] = detail.account.map { $0.state == .gone ? .null : $0.resource } ?? .null
      Streams.json(JSONValue.object(json))
    }
  }

  struct Approve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "approve",
      abstract: "Approves pending tasks.",
      discussion:
        "Asks before deletions and suspensions, and before bulk decisions."
    )

    @OptionGroup var choice: TaskChoice
    @OptionGroup var number: AcceptedDeletions
    @OptionGroup var options: Options

    func validate() throws { try choice.check() }

    func run() async throws {
      try await choice.decide(.approve, options, accepting: number.acceptDeletions)
    }
  }

  struct Ignore: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "ignore",
      abstract: "Ignores tasks until the desired account changes.")

    @OptionGroup var choice: TaskChoice
    @OptionGroup var options: Options

    func validate() throws { try choice.check() }

    func run() async throws { try await choice.decide(.ignore, options) }
  }

  struct Retry: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "retry",
      abstract: "Runs failed tasks again; brings ignored ones back as pending.",
      discussion:
        "Asks before deletions and suspensions, and before bulk decisions."
    )

    @OptionGroup var choice: TaskChoice
    @OptionGroup var number: AcceptedDeletions
    @OptionGroup var options: Options

    func validate() throws { try choice.check() }

    func run() async throws {
      try await choice.decide(.retry, options, accepting: number.acceptDeletions)
    }
  }
}

/// The number that lets deletions and suspensions go.
struct AcceptedDeletions: ParsableArguments {
  @Option(
    help: "Go on if exactly this many accounts are deleted or suspended; needed above the limit."
  )
  var acceptDeletions: Int?
}

/// Which tasks a decision is about: some by id, or all that a filter matches.
struct TaskChoice: ParsableArguments {
  @Argument(help: "The tasks.") var ids: [Int64] = []

  @Flag(help: "Decide everything that the filters match.") var all = false

  @OptionGroup var filter: TaskFilterOptions

  func check() throws {
    if all, !ids.isEmpty { throw ValidationError("give ids, or --all with filters, not both") }
    if !all, ids.isEmpty { throw ValidationError("give ids, or --all with filters") }
    if !all, !filter.isEmpty { throw ValidationError("filters go with --all") }
  }

  func decide(_ decision: Decision, _ options: Options, accepting number: Int? = nil) async throws {
    let composition = try Composition(options)
    let engine = composition.engine
    guard all else {
      let impact = try engine.decisions.impact(of: decision, ids)
      try DecisionQuestion(decision, impact, about: "").ask(options, accepting: number)
      let tasks = try await composition.use { try $0.decisions.decide(decision, ids) }
      var bulk = BulkDecision()
      bulk.count = tasks.count
      return tell(decision, bulk, options)
    }
    let filter = try filter.filter(engine)
    let impact = try engine.decisions.impact(of: decision, filter)
    if impact.count == 0 {
      return options.say("no task that can be \(decision.past) matches \(self.filter.words)")
    }
    try DecisionQuestion(decision, impact, about: " matching \(self.filter.words)")
      .ask(options, accepting: number)
    let progress = Progress(decision.past, total: impact.count, isQuiet: options.quiet)
    let bulk = try await composition.use {
      try $0.decisions.decide(
        decision, all: filter, described: self.filter.words, seen: impact.seen,
        progress: progress.update)
    }
    progress.end()
    if bulk.count == 0, let why = bulk.why { throw Failure("no task was \(decision.past): \(why)") }
    tell(decision, bulk, options)
  }

  private func tell(_ decision: Decision, _ bulk: BulkDecision, _ options: Options) {
    if let why = bulk.why {
      Streams.standardError(
        "usher: warning: \(Words.count(bulk.refused, "task")) left as before: \(why.visible)",
        style: .warning)
    }
    if options.isForPrograms {
      let counts =
        [(decision.past, bulk.count)] + (bulk.refused > 0 ? [("refused", bulk.refused)] : [])
      Streams.json(SCIMText.object(counts))
    } else {
      options.say("\(Words.count(bulk.count, "task")) \(decision.past)")
    }
  }
}
