import Engine
import Provisioning
import Screen
import Testing

@testable import Console

/// Tasks in another order, and filters that are kept.
@Suite struct TaskOrderTests {
  private func task(
    _ id: TaskID, _ name: String, _ status: TaskStatus = .pending, by: String? = nil
  ) -> ProvisioningTask {
    var task = Desk.task(id)
    (task.name, task.status, task.decidedBy) = (name, status, by)
    return task
  }

  private func sorted(_ desk: inout Desk, _ order: TaskOrder, _ tasks: [ProvisioningTask]) {
    let rows = order.sorted(tasks).map(TaskRow.init)
    desk.send(.tasksSorted(order, desk.console.tasks.filter, rows, total: tasks.count))
  }

  @Test(
    arguments: [
      (TaskOrder.newest, [4, 3, 2, 1]), (.oldest, [1, 2, 3, 4]), (.name, [4, 2, 3, 1]),
      (.status, [4, 1, 3, 2]), (.by, [4, 3, 2, 1]),
    ] as [(TaskOrder, [TaskID])])
  func eachOrderIsStable(_ order: TaskOrder, _ wanted: [TaskID]) {
    let tasks = [
      task(1, "Zoe", by: "kim"), task(2, "ann", .failed), task(3, "bo", .approved), task(4, "Ann"),
    ]
    #expect(order.sorted(tasks).map(\.id) == wanted)
    #expect(order.sorted(tasks.reversed()).map(\.id) == wanted)
  }

  @Test func theOrderIsChosenAndShownInTheHeading() {
    var desk = Desk()
    desk.press("o")
    #expect(desk.text.contains("Sort by"))
    desk.press("NAME<enter>")
    #expect(desk.all.contains(.loadTasksBy(.name, desk.console.tasks.filter)))
    sorted(&desk, .name, [task(3, "zoe"), task(2, "ann"), task(1, "bo")])
    #expect(desk.text.contains("NAME↓") && desk.text.contains("1 of 3"))
    #expect(desk.console.tasks.list.rows.map(\.task.name) == ["ann", "bo", "zoe"])
    desk.press("ja")
    #expect(desk.effects == [.decide(.approve, [1])], "the row that is seen is the one")
    desk.press("oold<enter>")
    sorted(&desk, .oldest, [task(3, "zoe"), task(1, "bo")])
    #expect(desk.text.contains("AGE↑"))
    desk.press("onewest<enter>")
    #expect(desk.all.contains(.loadTasks(desk.console.tasks.filter, .first)))
  }

  @Test func aPageOfAnotherOrderChangesNothing() {
    var desk = Desk()
    desk.press("oNAME<enter>")
    sorted(&desk, .name, [task(1, "bo"), task(2, "ann")])
    desk.give(Desk.tasks(9))
    sorted(&desk, .status, Desk.tasks(8))
    #expect(desk.console.tasks.list.rows.map(\.id) == [2, 1])
  }

  @Test func whatIsChosenAndMarkedStaysWhileTheListChanges() {
    var desk = Desk()
    desk.press("oNAME<enter>")
    sorted(&desk, .name, [task(1, "a"), task(2, "b"), task(3, "c")])
    desk.press("j<space>")
    sorted(&desk, .name, [task(4, "aa"), task(1, "a"), task(2, "b"), task(3, "c")])
    #expect(desk.console.tasks.list.selected == 3 && desk.console.tasks.marks.ids == [2])
    sorted(&desk, .name, [task(4, "aa"), task(1, "a"), task(3, "c")])
    #expect(desk.console.tasks.marks.isEmpty, "what left the list is marked no longer")
    desk.press("gvj")
    #expect(desk.console.tasks.marks.ids == [1, 4], "a range goes by the rows that are seen")
  }

  @Test func ofManyTheNewestAreSorted() {
    var desk = Desk()
    desk.press("oNAME<enter>")
    let rows = Desk.tasks(5).map(TaskRow.init)
    desk.send(.tasksSorted(.name, desk.console.tasks.filter, rows, total: 48_210))
    #expect(desk.text.contains("1 of 5, the newest of 48,210"))
  }

  @Test func aFilterIsKeptTakenUpAndKeptNoLonger() {
    var desk = Desk()
    desk.press("s")
    #expect(desk.console.overlays.isEmpty && desk.message.contains("no filter is kept yet"))
    desk.press("/failed<enter>s<enter>")
    #expect(desk.effects == [.keepFilter("failed", isKept: true)])
    desk.send(.filtersKept(["failed", "pending delete"]))
    desk.press("spending<enter>")
    #expect(desk.console.tasks.words == "pending delete")
    desk.press("s<enter>")
    #expect(desk.effects == [.keepFilter("pending delete", isKept: false)])
  }

  @Test func whatWasKeptIsThereAtTheStart() {
    var settings = ConsoleSettings()
    settings.filters = ["dept:Sales"]
    var desk = Desk(settings: settings)
    desk.press("s<enter>")
    #expect(desk.console.tasks.words == "dept:Sales")
  }
}
