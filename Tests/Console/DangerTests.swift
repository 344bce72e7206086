import Provisioning
import SCIM
import Screen
import Testing

@testable import Console
@testable import Engine

/// What many feel asks first, starts on "go back", and takes no key that was on its way.
@Suite struct DangerTests {
  @Test func oneCreationIsApprovedByOneKey() {
    var desk = Desk()
    desk.press("ja")
    #expect(desk.effects == [.decide(.approve, [29])])
  }

  @Test func aDeletionAsks() {
    var desk = Desk()
    desk.press("jja")
    #expect(desk.effects.isEmpty)
    #expect(desk.text.contains("A deletion cannot be undone."))
    desk.press("<enter>")
    #expect(desk.effects.isEmpty && desk.console.overlays.isEmpty, "it stands on go back")
    desk.press("ay")
    #expect(desk.effects == [.decide(.approve, [28])])
  }

  @Test(arguments: ["n", "<esc>", "<enter>"])
  func everyNoGoesBack(_ key: String) {
    var desk = Desk()
    desk.press("jja\(key)")
    #expect(desk.effects.isEmpty && desk.console.overlays.isEmpty)
  }

  @Test(arguments: ["a", "x", " ", "Y", "<tab>", "<right>", "5"])
  func noOtherKeyAnswers(_ key: String) {
    var desk = Desk()
    desk.press("jja\(key)")
    #expect(desk.effects.isEmpty && desk.console.overlays.count == 1)
  }

  @Test func aYesThatWasOnItsWayIsDropped() {
    var desk = Desk()
    desk.press("jja")
    desk.effects = []
    for delay in [0.0, 0.1, 0.29] {
      desk.send(.tick(desk.time + delay))
      desk.send(.terminal(.key(.character("y"))))
    }
    #expect(desk.effects.isEmpty && desk.console.overlays.count == 1)
    desk.send(.tick(desk.time + 0.31))
    desk.send(.terminal(.key(.character("y"))))
    #expect(desk.effects == [.decide(.approve, [28])])
  }

  @Test(arguments: ["n", "<esc>", "<enter>"]) func aNoWorksAtOnce(_ key: String) {
    var desk = Desk()
    desk.press("jja")
    for key in Key.parse(key) ?? [] { desk.send(.terminal(.key(key))) }
    #expect(desk.console.overlays.isEmpty && desk.effects.isEmpty)
  }

  /// At any size the lines that tell of a deletion stay, and what is cut is said.
  @Test func whatIsDangerousIsCutLast() {
    for rows in 8...24 {
      var desk = Desk(size: Size(columns: 60, rows: rows))
      let lines = (1...9).map { Line("ordinary \($0)") }
      desk.console.frame.ask(
        Dialog(
          title: "DELETE", lines: lines + [Line("This cannot be undone.", .warning)],
          answers: [], openedAt: 0))
      let text = desk.screen(60, rows).text
      #expect(text.contains("This cannot be undone."), "\(rows)")
      #expect(text.contains("ordinary 9") || text.contains("more lines"), "\(rows)")
    }
  }

  @Test(arguments: [(AppEnvironment.production, true), (.test, false)])
  func enablingAsksInProduction(_ environment: AppEnvironment, _ asks: Bool) {
    for isConnected in [true, false] {
      var overview = Desk.overview { $0.connection.environment = environment }
      overview.app.isConnected = isConnected
      var desk = Desk(apps: [overview])
      desk.press("1E")
      let effect =
        isConnected
        ? Effect.disableConnection(app: "netskope")
        : Effect.testConnection(app: "netskope", enabling: true)
      #expect(desk.effects == (asks ? [] : [effect]))
      if asks { desk.press("y") }
      #expect(desk.effects == [effect])
    }
  }

  @Test func theKeyThatOpenedItNeverAnswersIt() {
    var settings = ConsoleSettings()
    settings.keymap = Keymap(["tasks.approve": ["y"], "copy": ["<f9>"]])
    var desk = Desk(settings: settings)
    desk.press("jjyyy")
    #expect(desk.effects.isEmpty && desk.console.overlays.count == 1)
  }

  @Test func manyAskAndNameTheFirstThree() {
    var desk = Desk()
    desk.press("j<space><space><space><space><space>a")
    #expect(desk.effects.isEmpty)
    for words in ["approve 4 tasks", "1 delete: user28", "user29", "user27", "user26", "0.25 %"] {
      #expect(desk.text.contains(words), "\(words)")
    }
    desk.press("y")
    #expect(desk.effects == [.decide(.approve, [29, 28, 27, 26])], "25 failed, so it is no matter")
    #expect(desk.console.tasks.marks.isEmpty)
  }

  @Test func aGroupWithManyMembersAsks() {
    var task = ProvisioningTask(
      app: 1, action: .addMembers, name: "Engineers",
      members: (1...3).map { TaskMember(user: $0, name: "user\($0)") },
      request: TaskRequest("PATCH", "/Groups/1"))
    task.id = 5
    var desk = Desk(tasks: [task])
    desk.press("a")
    #expect(desk.effects.isEmpty && desk.console.overlays.count == 1)
  }

  @Test func everythingThatMatchesIsWeighedFirst() {
    var desk = Desk()
    desk.press("/action:delete<enter>A")
    let filter = TaskFilter(app: 1, actions: [.delete])
    #expect(desk.effects == [.estimateImpact(.approve, filter)])
    desk.send(
      .impactKnown(
        .approve, filter,
        DecisionImpact(
          count: 4, deletions: NameTally(["a", "b", "c", "d"]), seen: [1, 2, 3, 4],
          question: .confirm)))
    desk.send(.ended(.estimateImpact(.approve, filter), isGood: true))
    #expect(desk.text.contains("match 'action:delete'"))
    desk.press("y")
    #expect(
      desk.effects == [
        .decideAll(.approve, filter, described: "action:delete", seen: [1, 2, 3, 4])
      ])
  }

  @Test func anAnswerToAFilterThatIsGoneAsksNothing() {
    var desk = Desk()
    desk.press("A/ann<enter>")
    desk.send(
      .impactKnown(
        .approve, TaskFilter(app: 1),
        DecisionImpact(count: 4, deletions: NameTally(["a", "b", "c", "d"]), question: .confirm)))
    #expect(desk.console.overlays.isEmpty)
  }

  @Test(arguments: [
    ("61<enter>", false), ("<enter>", false), ("60<enter>", true), ("6x0<enter>", true),
  ])
  func aboveTheLimitTheNumberIsTyped(_ keys: String, _ isDone: Bool) {
    var desk = Desk()
    let filter = TaskFilter(app: 1)
    desk.press("A")
    let impact = DecisionImpact(
      count: 90, deletions: NameTally((1...60).map { "user\($0)" }),
      others: NameTally((1...30).map { "create new\($0)" }), question: .number(60))
    desk.send(.impactKnown(.approve, filter, impact))
    desk.press("y\(keys)")
    #expect(desk.effects == (isDone ? [.decideAll(.approve, filter, described: "all")] : []))
    #expect(desk.console.overlays.isEmpty)
    if !isDone { #expect(desk.message.contains("nothing was done")) }
  }

  @Test func aSuspensionAsksAsADeletionDoes() {
    var task = Desk.task(30)
    task.action = .suspend
    task.status = .pending
    var desk = Desk(tasks: [task])
    desk.press("a")
    #expect(desk.effects.isEmpty && desk.console.overlays.count == 1)
    #expect(desk.text.contains("1 suspend: user30"))
    desk.press("y")
    #expect(desk.effects == [.decide(.approve, [30])])
    desk.press("i")
    #expect(desk.effects == [.decide(.ignore, [30])], "who ignores it takes nothing away")
  }

  @Test func aFailedDeletionThatIsTriedAgainAsks() {
    var task = Desk.task(28)
    task.status = .failed
    var desk = Desk(tasks: [task])
    desk.press("r")
    #expect(desk.effects.isEmpty && desk.text.contains("A deletion cannot be undone."))
    task.status = .ignored
    var other = Desk(tasks: [task])
    other.press("r")
    #expect(other.effects == [.decide(.retry, [28])], "it only comes back as pending")
  }

  @Test func everyDeletionAndSuspensionStandsBeforeTheCreations() {
    var desk = Desk(size: Size(columns: 80, rows: 24))
    desk.press("A")
    let impact = DecisionImpact(
      count: 1_000, deletions: NameTally(["zoe", "yan"]), suspensions: NameTally(["xi"]),
      others: NameTally((1...997).map { "create a\($0)" }),
      warnings: ["A deletion cannot be undone."], question: .confirm)
    desk.send(.impactKnown(.approve, TaskFilter(app: 1), impact))
    let text = desk.text
    for words in [
      "A deletion cannot be undone.", "2 delete: zoe, yan", "1 suspend: xi",
      "997 others: create a1, create a2, create a3 and 994 more",
    ] { #expect(text.contains(words), "\(words)") }
    let places = ["zoe", "xi", "create a1"].compactMap { text.firstRange(of: $0)?.lowerBound }
    #expect(places.count == 3 && places == places.sorted())
  }

  @Test func aReapplyLeadsWithWhatCannotBeComputed() {
    var desk = Desk()
    desk.press("4R")
    desk.send(
      .planLoaded(
        app: "netskope", .everything,
        PlanOverview(
          warnings: ["5 accounts of netskope cannot be computed"], lines: ["3 create"], fresh: 3,
          blocked: nil)))
    let text = desk.text
    let places = ["cannot be computed", "3 create"].compactMap {
      text.firstRange(of: $0)?.lowerBound
    }
    #expect(places.count == 2 && places == places.sorted())
  }

  @Test func reapplyShowsItsPlan() {
    var desk = Desk()
    desk.press("4R")
    #expect(desk.effects == [.loadPlan(app: "netskope", .everything)])
    desk.send(
      .planLoaded(
        app: "netskope", .everything, PlanOverview(lines: ["3 create"], fresh: 3, blocked: nil)))
    desk.press("y")
    #expect(desk.effects == [.reapply(app: "netskope", .everything, accepting: nil)])
  }

  @Test func aRoleThatPeopleHoldIsNotGivenTheAppByOneKey() {
    var desk = Desk()
    desk.press("6<right>")
    desk.send(.rolesLoaded([RoleRecord(name: "Sales", members: 9)]))
    desk.press("p")
    #expect(desk.effects.isEmpty && desk.text.contains("9 users"))
    desk.press("y")
    var after = Desk.overview().app.definition
    after.roles.append("Sales")
    #expect(
      desk.effects == [.saveApp(from: Desk.overview().app.definition, to: after, secret: nil)])
  }

  @Test func readOnlyChangesNothing() {
    var settings = ConsoleSettings()
    settings.isReadOnly = true
    var desk = Desk(settings: settings)
    desk.press("ja")
    #expect(desk.effects.isEmpty && desk.message.contains("read-only"))
    desk.press("1<enter>x<c-s>")
    #expect(desk.effects.isEmpty && !desk.console.connection.form.isDirty)
    #expect(desk.text.contains("READ-ONLY"))
    desk.press("6n")
    #expect(desk.console.overlays.isEmpty)
  }
}
