import Provisioning
import Screen
import Testing

@testable import Console
@testable import Engine

/// Runs are listed, and one is taken back on the page of a plan.
@Suite struct UndoTests {
  private static func run(_ id: RunID, at now: Double, failed: Int = 0) -> RunRow {
    var run = RunRecord(
      app: 1, worker: "w", by: "kim", origin: "desk", means: "usher run", at: now)
    run.id = id
    run.provisioned = 239
    run.failed = failed
    return RunRow(run, app: "netskope")
  }

  private func plan(blocked: Int? = nil) -> PlanOverview {
    var task = Desk.task(3)
    task.action = .update
    task.reason = "run 7 was undone by kim"
    return PlanOverview(
      warnings: ["1 thing cannot be undone, such as bo: a deletion cannot be undone"],
      lines: ["1 account stays so until P on Directory lets the rules decide again."],
      rows: [
        .init(.impossible, "bo", why: "a deletion cannot be undone (task 9)"),
        .init(.changed, task.name, why: task.reason, task: task),
      ], fresh: 1, blocked: blocked)
  }

  @Test(arguments: ["0", "7"]) func aRunIsChosenAndPlannedBack(_ screen: String) throws {
    var desk = Desk()
    desk.press("\(screen)u")
    #expect(desk.effects == [.loadRuns])
    desk.end(desk.effects)
    desk.send(.runsLoaded([Self.run(8, at: 900), Self.run(7, at: -80_000, failed: 2)]))
    if screen == "0" { try expectGolden("runs", desk.screen()) }
    desk.press("<down><enter>")
    #expect(desk.effects == [.planUndo(7, .everyone)])
    #expect(!desk.effects.contains { !$0.isReading })
  }

  @Test func whatCannotBeUndoneIsSaidFirstAndYesUndoes() throws {
    var desk = Desk()
    desk.press("0")
    desk.send(.undoPlanned(7, .everyone, app: "netskope", plan()))
    try expectGolden("undo", desk.screen())
    desk.press("n")
    #expect(desk.effects.isEmpty && desk.console.overlays.isEmpty)
    desk.send(.undoPlanned(7, .everyone, app: "netskope", plan()))
    desk.press("y")
    #expect(desk.effects == [.undo(7, .everyone, accepting: nil, memberships: nil)])
    #expect(desk.effects.first?.commandLine == "usher undo 7 --yes")
  }

  @Test func aPartOfARunIsUndone() {
    var desk = Desk()
    desk.press("0")
    desk.send(.undoPlanned(7, .everyone, app: "netskope", plan()))
    desk.press("odept:Sales ann<enter>")
    let part = UserSelection(usernames: ["ann"], attributes: ["department": "Sales"])
    #expect(desk.effects == [.planUndo(7, part)])
    desk.end(desk.effects)
    desk.send(.undoPlanned(7, part, app: "netskope", plan()))
    #expect(desk.text.contains("UNDO run 7 of netskope, only user:ann department:Sales"))
    #expect(
      desk.console.overlays.count == 1, "the whole run is not below it, to be undone by one y")
    desk.press("y")
    #expect(desk.effects == [.undo(7, part, accepting: nil, memberships: nil)])
    #expect(
      desk.effects.first?.commandLine == "usher undo 7 --yes --user ann --only department:Sales")
  }

  @Test func aPartThatNamesNobodyIsSaid() {
    var desk = Desk()
    desk.press("0")
    desk.send(.undoPlanned(7, .everyone, app: "netskope", plan()))
    desk.press("odept:<enter>")
    #expect(desk.effects.isEmpty && desk.message.contains("selects nobody"))
    desk.press("o<enter>")
    #expect(desk.effects == [.planUndo(7, .everyone)])
  }

  @Test func ofAReapplyThereIsNoPart() {
    var desk = Desk()
    desk.press("4R")
    desk.end(desk.effects)
    desk.send(.planLoaded(app: "netskope", .everything, plan()))
    desk.press("o")
    #expect(desk.console.overlays.count == 1)
  }

  @Test func overTheLimitTheNumberIsTyped() {
    var desk = Desk()
    desk.send(.undoPlanned(7, .everyone, app: "netskope", plan(blocked: 12)))
    #expect(desk.text.contains("Type the number to undo:"))
    desk.press("y12<enter>")
    #expect(desk.effects == [.undo(7, .everyone, accepting: 12, memberships: nil)])
    #expect(desk.effects.first?.commandLine == "usher undo 7 --yes --accept-deletions 12")
  }

  @Test func whereNoRunIsThereThatIsSaid() {
    var desk = Desk()
    desk.send(.runsLoaded([]))
    #expect(desk.message.hasPrefix("no run yet"))
  }

  @Test func aUserIsLetFollowTheRulesAgain() {
    var desk = Desk()
    desk.press("6")
    desk.give([Desk.user(1, "ann")])
    desk.press("P")
    #expect(desk.effects == [.unpin("ann")])
    #expect(Effect.unpin("ann").commandLine == "usher pins remove ann")
  }
}
