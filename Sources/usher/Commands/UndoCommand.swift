import Text
import ArgumentParser
import Engine
import Provisioning
import SCIM

/// Takes a run back.
struct Undo: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "undo",
    abstract:
      "Takes back what a run did, as far as that can be taken back, through the same approvals and limits.",
    discussion: """
      What is undone is pinned: it stays so, whatever the rules say, until usher pins remove lets it \
      follow them again. Deletions, what others changed since and mail that the app sent cannot be \
      taken back; what that is, is said first.
      """)

  @Argument(help: "The number of the run; usher runs list shows them.") var number: RunID

  @Option(help: "Only this user; may be repeated.") var user: [String] = []

  @OptionGroup var part: PlanPart

  @Flag(help: "Only show what would be filed.") var dryRun = false

  @Option(help: "Exceed the limit if this is exactly the count.") var acceptDeletions: Int?

  @Option(help: "The same for members removed from groups.") var acceptMemberships: Int?

  @OptionGroup var options: Options

  func run() async throws {
    let selection = try part.selection(user)
    let composition = try Composition(options)
    if dryRun || !options.yes {
      let plan = try composition.engine.undo.plan(number, selection)
      show(plan)
      if dryRun { return }
      try options.confirm(
        "This pins \(Words.count(plan.users, "account")) to how they were before run \(number), and files \(Words.count(plan.plan.tally.total, "task"))."
      )
    }
    let result = try await composition.use { engine in
      try engine.undo.undo(
        number, selection, accepting: acceptDeletions, acceptingMemberships: acceptMemberships)
    }
    if options.isForPrograms {
      let counts = TaskAction.allCases.map { ($0.rawValue, result.summary.filed[$0] ?? 0) }
      Streams.json(SCIMText.object(counts + [("pending", result.summary.pending)]))
    }
    Words.tell([result], isQuiet: options.quiet)
    options.say("pinned until usher pins remove --run \(number)")
  }

  private func show(_ undo: UndoPlan) {
    if options.isForPrograms {
      guard dryRun else { return }
      var list = ResultList(options.form, headings: [], limit: 0)
      for one in undo.impossible {
        list.add(
          [],
          [
            "impossible": .string(one.why), "name": .string(one.name), "task": .integer(one.task),
          ])
      }
      for change in undo.plan.changes { list.add([], change.json) }
      return list.end()
    }
    for warning in undo.warnings { Streams.standardError(warning.visible, style: .warning) }
    for one in undo.impossible.prefix(20) {
      Streams.standardError(
        "  \(one.name.visible): \(one.why.visible) (task \(one.task))", style: .warning)
    }
    if undo.impossible.count > 20 {
      Streams.standardError("  and \(undo.impossible.count - 20) more", style: .warning)
    }
    undo.plan.changes.prefix(20).flatMap(TaskText.plan).forEach(Streams.standardOutput)
    let total = undo.plan.tally.total
    if total > 20 { Streams.standardError("20 of \(total) shown; --json shows all") }
    if total == 0 { options.say("nothing would be filed") }
    if let blocked = undo.plan.blocked {
      options.say(
        "over the limit of \(blocked.limit): \(blocked.count) accounts would be deleted or suspended; --accept-deletions \(blocked.count) allows it"
      )
    }
    if let blocked = undo.plan.blockedMemberships {
      options.say(
        "over the limit of \(blocked.limit): \(blocked.count) members would be taken out of groups; --accept-memberships \(blocked.count) allows it"
      )
    }
  }
}
