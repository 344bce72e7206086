import Engine
import Provisioning
import Screen
import Testing

@testable import Console

/// Refreshing keeps what is chosen, marked and filtered; a list of a million rows is as one of a
/// hundred.
@Suite struct ListTests {
  @Test func theChoiceIsKeptByKey() {
    var desk = Desk()
    desk.press("jjj")
    desk.give(Desk.tasks(35))
    #expect(desk.console.tasks.list.selected == 27)
    #expect(desk.console.tasks.list.position == 9)
  }

  @Test func whereTheRowLeftTheNeighbourIsChosenAndItIsSaid() {
    var desk = Desk()
    desk.press("jjj")
    desk.all = []
    desk.give(Desk.tasks(35).filter { $0.id != 27 })
    #expect(desk.console.tasks.list.selected == 26)
    #expect(desk.all == [.loadTask(27)], "it asks where it went")
    var task = Desk.task(27)
    (task.status, task.decidedBy) = (.approved, "bob")
    desk.send(.taskLoaded(TaskStory(task: task)))
    #expect(desk.message == "task 27 left the list: it is approved by bob")
  }

  @Test func theRowAtTheTopIsToldToo() {
    var desk = Desk()
    desk.give(Desk.tasks(29))
    #expect(desk.console.tasks.list.selected == 29)
    #expect(desk.all == [.loadTask(30)])
  }

  @Test func aRowThatManyPushDownIsFollowed() {
    var desk = Desk()
    desk.press("jj")
    desk.give(Desk.tasks(200, from: 900), total: 900)
    #expect(desk.console.tasks.list.selected == 28)
    #expect(desk.all == [.loadTasks(TaskFilter(app: 1), .from(28))])
    desk.give(Desk.tasks(28), at: .from(28), total: 900)
    #expect(desk.console.tasks.list.row?.id == 28)
    #expect(desk.console.tasks.list.position == 873)
    #expect(desk.message.isEmpty)
  }

  @Test func anotherAdminsDecisionIsToldByName() {
    var desk = Desk()
    var tasks = Desk.tasks(30)
    tasks[1].status = .approved
    tasks[1].decidedBy = "bob"
    // It takes the place of what was said of an own key, but not of an error.
    desk.send(.done("1 task approved"))
    desk.give(tasks)
    #expect(desk.message == "bob approved task 29: create user29@example.com")
    desk.send(.failed("the app is down"))
    tasks[2].status = .ignored
    tasks[2].decidedBy = "bob"
    desk.give(tasks)
    #expect(desk.message == "the app is down")
  }

  /// Fingers are quicker than a store: `/bob Enter Enter` opens what is found. Only what looks waits;
  /// nothing is decided about rows that nobody saw.
  @Test(arguments: [(Key.enter, true), (.character("a"), false), (.character("i"), false)])
  func aKeyThatOnlyLooksWaitsForItsRows(_ key: Key, waits: Bool) {
    var desk = Desk()
    desk.press("/")
    let asked = "user12".flatMap { desk.console.handle(.terminal(.key(.character($0)))) }
    _ = desk.console.handle(.terminal(.key(.enter)))
    let early = desk.console.handle(.terminal(.key(key)))
    #expect(early.isEmpty)
    #expect(desk.message.contains("there is no task") == !waits)
    desk.give([Desk.task(12)])
    // The first question is of the first letter; the last one waits behind it.
    var later = desk.console.handle(.ended(asked[0], isGood: true))
    while let effect = later.first(where: \.isOfRows) {
      desk.give([Desk.task(12)])
      later = desk.console.handle(.ended(effect, isGood: true))
    }
    #expect(desk.console.tasks.isOpen == waits)
    #expect(desk.console.frame.overlays.isEmpty)
  }

  @Test func aKeyThatWaitedSaysWhyWhereNoRowComes() {
    var desk = Desk()
    desk.press("/")
    let asked = desk.console.handle(.terminal(.key(.character("z"))))
    _ = desk.console.handle(.terminal(.key(.enter)))
    _ = desk.console.handle(.terminal(.key(.enter)))
    #expect(desk.message.isEmpty)
    desk.give([ProvisioningTask]())
    _ = desk.console.handle(.ended(asked[0], isGood: true))
    #expect(desk.message == "Open: there is no task")
  }

  @Test func escapeDoesNothingAtTheTop() {
    var desk = Desk()
    desk.press("<esc><esc>")
    #expect(desk.message.isEmpty && desk.all.isEmpty)
  }

  @Test func ownDecisionsAndThePolicysAreNotTold() {
    var settings = ConsoleSettings()
    settings.actor = "ann"
    var desk = Desk(settings: settings)
    var tasks = Desk.tasks(30)
    for (index, name) in [(1, "ann"), (2, "policy")] {
      tasks[index].status = .approved
      tasks[index].decidedBy = name
    }
    desk.give(tasks)
    #expect(desk.message.isEmpty)
  }

  @Test func theNewestIsFollowedUntilTheCursorMoves() {
    var desk = Desk()
    desk.give(Desk.tasks(31))
    #expect(desk.console.tasks.list.selected == 31)
    desk.press("j")
    desk.give(Desk.tasks(32))
    #expect(desk.console.tasks.list.selected == 30)
    desk.press("g")
    desk.give(Desk.tasks(33))
    #expect(desk.console.tasks.list.selected == 33)
  }

  @Test(arguments: ["/ann<enter>", "<right>", "/status:pending<enter>"])
  func marksDoNotSurviveAnotherFilter(_ keys: String) {
    var desk = Desk()
    desk.press("<space><space>")
    #expect(desk.console.tasks.marks.count == 2)
    desk.press(keys)
    #expect(desk.console.tasks.marks.isEmpty)
    desk.give(Desk.tasks(30))
    desk.press("a")
    #expect(desk.effects.allSatisfy { $0 != .decide(.approve, [30, 29]) })
    #expect(desk.console.tasks.chosen.count == 1, "a decision is about what the cursor is on")
  }

  @Test func marksStayWithTheirTasks() {
    var desk = Desk()
    desk.press("<space><space>")
    #expect(desk.console.tasks.marks.ids == [30, 29])
    desk.give(Desk.tasks(40).filter { $0.id != 29 })
    #expect(desk.console.tasks.marks.ids == [30])
    desk.press("<esc>")
    #expect(desk.console.tasks.marks.isEmpty)
  }

  @Test func aRangeIsMarkedFromHereToTheCursor() {
    var desk = Desk()
    desk.press("jvjj")
    #expect(desk.console.tasks.marks.ids == [29, 28, 27])
    desk.press("v")
    #expect(desk.console.tasks.marks.rangeStart == nil)
    desk.press("j")
    #expect(desk.console.tasks.marks.count == 3)
  }

  @Test func aMillionRowsAreWalkedByTheirKeys() {
    var desk = Desk(tasks: [])
    let total = 1_000_000
    desk.give(Desk.tasks(200, from: total), total: total)
    #expect(desk.text.contains("1 of 1,000,000"))
    desk.press("G")
    #expect(desk.all == [.loadTasks(TaskFilter(app: 1), .last)])
    desk.give(Desk.tasks(200, from: 200), at: .last, total: total)
    #expect(desk.console.tasks.list.selected == 1)
    #expect(desk.text.contains("1,000,000 of 1,000,000"))
    desk.press("<pgup><pgup><pgup><pgup><pgup><pgup><pgup><pgup><pgup>")
    #expect(desk.all.contains(.loadTasks(TaskFilter(app: 1), .above(200))))
    desk.give(Desk.tasks(200, from: 400), at: .above(200), total: total)
    #expect(desk.console.tasks.list.rows.first?.id == 400)
    #expect(desk.console.tasks.list.start == total - 400)
    desk.press("g")
    #expect(desk.all == [.loadTasks(TaskFilter(app: 1), .first)])
  }

  @Test func noMoreIsHeldThanTheWindow() {
    var desk = Desk(tasks: [])
    let total = 1_000_000
    var newest = total
    desk.give(Desk.tasks(200, from: newest), total: total)
    for _ in 0..<20 {
      desk.press(String(repeating: "<c-f>", count: 12))
      let last = desk.console.tasks.list.rows.last?.id ?? 0
      newest -= 200
      desk.give(Desk.tasks(200, from: newest), at: .below(last), total: total)
    }
    let list = desk.console.tasks.list
    #expect(list.rows.count <= Window<TaskRow>.limit + 200)
    #expect(list.start == total - Int(list.rows[0].id))
    #expect(!list.reachesTop)
  }

  @Test func aLateAnswerLeavesNoGap() {
    var desk = Desk(tasks: [])
    desk.give(Desk.tasks(200, from: 1_000), total: 1_000)
    desk.give(Desk.tasks(200, from: 400), at: .below(601), total: 1_000)
    #expect(desk.console.tasks.list.rows.count == 200)
  }

  @Test func anAnswerToAnotherFilterIsNotTaken() {
    var desk = Desk()
    desk.press("/ann<enter>")
    desk.send(
      .tasksLoaded(TaskFilter(app: 1), .first, Page(Desk.tasks(9).map(TaskRow.init), total: 9)))
    #expect(desk.console.tasks.list.rows.isEmpty)
  }

  @Test(arguments: [
    ("status:pending action:create", TaskFilter(app: 1, statuses: [.pending], actions: [.create])),
    ("ann lee", TaskFilter(app: 1, search: "ann lee")),
    ("user:ann", TaskFilter(app: 1, user: "ann")),
    ("age:1d", TaskFilter(app: 1, since: 1_000 - 86_400)),
    ("status:failed status:ignored", TaskFilter(app: 1, statuses: [.failed, .ignored])),
    ("\"http:500\"", TaskFilter(app: 1, search: "http:500")), ("", TaskFilter(app: 1)),
    ("\"two words\"", TaskFilter(app: 1, search: "two words")),
  ])
  func filtersAreText(_ text: String, _ filter: TaskFilter) {
    let query = TaskQuery(text)
    #expect(query.problem == nil)
    #expect(query.filter(app: 1, now: 1_000) == filter)
    #expect(
      TaskQuery(query.text).filter(app: 1, now: 1_000) == filter, "it is written as it is read")
  }

  @Test func departmentAndGroupAreFilters() {
    let filter = TaskQuery("dept:\"Field Sales\" group:VPN").filter(app: 1, now: 0)
    #expect(filter.attributes == ["department": "Field Sales"])
    #expect(filter.group == "VPN")
  }

  @Test(arguments: [
    ("status:pend", "pending"), ("action:x", "no action"), ("age:long", "30m"), ("user:", "value"),
  ])
  func whatIsWrongWithAFilterIsSaid(_ text: String, _ words: String) {
    #expect(TaskQuery(text).problem?.contains(words) == true)
  }

  @Test func aFilterWorksWhileItIsTypedAndIsTakenBack() {
    var desk = Desk()
    desk.press("/ann")
    #expect(desk.all.count == 3, "each letter asks")
    #expect(desk.text.contains("filter: ann"))
    desk.press("<esc>")
    #expect(desk.console.tasks.words == "ann", "it stays when typing ends")
    desk.press("<esc>")
    #expect(desk.console.tasks.filter == TaskFilter(app: 1))
  }

  @Test func statusesAreGoneThroughByOneKey() {
    var desk = Desk()
    desk.press("/dept:Sales<enter><right>")
    #expect(desk.console.tasks.words == "status:pending dept:Sales")
    desk.press("<right>")
    #expect(desk.console.tasks.words == "status:failed dept:Sales")
    desk.press("<right>")
    #expect(desk.console.tasks.words == "status:provisioned dept:Sales")
    desk.press("<left><left><left>")
    #expect(desk.console.tasks.words == "dept:Sales")
  }

  @Test func aFormBuildsTheSameText() {
    var desk = Desk()
    desk.press("f<space><down><space><down><down><down><enter>Field Sales<esc>")
    #expect(desk.console.tasks.words == "status:pending action:create dept:\"Field Sales\"")
    desk.press("<esc>A")
    #expect(desk.effects == [.estimateImpact(.approve, desk.console.tasks.filter)])
  }

  @Test func aRoleShowsWhoHoldsIt() {
    var desk = Desk()
    desk.press("6<right>")
    desk.send(.rolesLoaded([RoleRecord(name: "Field Sales", members: 2)]))
    desk.press("<enter>")
    #expect(desk.all.contains(.loadUsers(search: "", role: "Field Sales", .first)))
  }

  @Test func theMouseChoosesAndDoesNothingElse() {
    var desk = Desk()
    desk.press("<click 3,8>")
    #expect(desk.console.tasks.list.selected == 27)
    desk.press("<wheeldown>")
    #expect(desk.console.tasks.list.selected == 24)
    #expect(desk.effects.isEmpty)
  }
}
