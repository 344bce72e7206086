import Text
import Engine
import Provisioning
import Screen
import Testing

@testable import Console

/// What goes on in the background, and what becomes of errors.
@Suite struct WorkTests {
  @Test(arguments: [
    ("auth: 401: the token is not taken; make a new one", "401"),
    ("127.0.0.1:8080 refused the connection", "refused"),
    ("the app did not answer: it timed out after 30 s", "timeout"),
    ("the certificate of 10.120.130.140 is not trusted", "TLS"),
    ("10.200.300.400: 503 Service Unavailable", "503"), ("something else", "see 1"),
  ])
  func theHeaderSaysInAWordWhatFailed(_ detail: String, _ word: String) {
    #expect(detail.shortCause == word)
    var overview = Desk.overview()
    overview.app.api = APIStatus(state: .failed, detail: detail, checkedAt: 990)
    #expect(Desk(apps: [overview]).text.contains("failed: \(word), 10s"))
  }

  private func after(_ seconds: Double, _ desk: inout Desk) {
    desk.time += seconds
    desk.send(.tick(desk.time))
  }

  @Test func longWorkIsToldAfterAMoment() {
    var desk = Desk()
    desk.press("V")
    #expect(desk.message.isEmpty)
    after(0.4, &desk)
    #expect(desk.message == "reading everyone back from netskope · 0s · Ctrl-c cancels")
    after(3, &desk)
    let effect = Effect.verify(app: "netskope", user: nil)
    desk.send(.progress(effect, done: 1_200, total: 40_000))
    #expect(desk.message.contains("3s · 1,200 of 40,000"))
    desk.press("<c-c>")
    #expect(desk.effects == [.cancel(effect)])
    desk.send(.ended(effect, isGood: false))
    desk.console.frame.message = Message()
    #expect(desk.message.isEmpty)
  }

  @Test func whatCannotBeCancelledSaysSo() {
    var desk = Desk()
    desk.press("ja")
    desk.press("<c-c>")
    #expect(desk.effects.isEmpty && desk.message.contains("cannot be cancelled"))
  }

  @Test func planningAndReapplyingAreCancelled() {
    var desk = Desk()
    desk.press("4R<c-c>")
    let plan = Effect.loadPlan(app: "netskope", .everything)
    #expect(desk.effects == [plan, .cancel(plan)])
    desk.send(
      .planLoaded(
        app: "netskope", .everything, PlanOverview(lines: ["x"], fresh: 1, blocked: nil)))
    desk.end([plan])
    desk.press("y<c-c>")
    let reapply = Effect.reapply(app: "netskope", .everything, accepting: nil)
    #expect(desk.effects == [reapply, .cancel(reapply)])
  }

  @Test func quittingDuringWorkAsks() {
    var desk = Desk()
    desk.press("ja")
    desk.press("q")
    #expect(desk.effects.isEmpty && desk.text.contains("STILL AT WORK"))
    desk.press("y")
    #expect(desk.effects == [.quit])
  }

  @Test func oneReadingOfAKindIsUnderWayAtATime() {
    var work = Work()
    let filters = (0..<4).map { TaskFilter(search: "\($0)") }
    #expect(work.start(.loadTasks(filters[0], .first), at: 0).count == 1)
    for filter in filters.dropFirst() {
      #expect(work.start(.loadTasks(filter, .first), at: 0).isEmpty)
    }
    #expect(work.end(.loadTasks(filters[0], .first), at: 0) == [.loadTasks(filters[3], .first)])
    #expect(work.end(.loadTasks(filters[3], .first), at: 0).isEmpty)
    #expect(work.isIdle)
  }

  @Test func aRefreshDoesNotTakeThePlaceOfAJump() {
    var work = Work()
    let filter = TaskFilter()
    _ = work.start(.loadTasks(filter, .from(9)), at: 0)
    _ = work.start(.loadTasks(filter, .last), at: 0)
    _ = work.start(.loadTasks(filter, .from(9)), at: 0)
    #expect(work.end(.loadTasks(filter, .from(9)), at: 0) == [.loadTasks(filter, .last)])
  }

  @Test func aLostStoreIsMarkedAndTriedAgain() {
    var desk = Desk()
    desk.console = Console()
    _ = desk.console.start()
    desk.send(.tick(1_000))
    _ = desk.console.handle(.appsLoaded([Desk.overview()]))
    _ = desk.console.handle(.ended(.loadApps, isGood: true))
    _ = desk.console.handle(.storeChanged)
    _ = desk.console.handle(.ended(.loadApps, isGood: false))
    _ = desk.console.handle(.tick(1_001))
    #expect(desk.text.contains("STALE since 1s"))
    #expect(desk.text.contains("netskope"), "what was read stays")
    #expect(desk.console.handle(.tick(1_001.5)).isEmpty)
    #expect(desk.console.handle(.tick(1_003)).contains(.loadApps))
    _ = desk.console.handle(.appsLoaded([Desk.overview()]))
    _ = desk.console.handle(.ended(.loadApps, isGood: true))
    #expect(!desk.text.contains("STALE"))
  }

  @Test func aStoreThatCannotBeAskedIsMarkedThoughNothingIsRead() {
    var desk = Desk()
    desk.send(.tick(1_000))
    desk.send(.storeLost)
    desk.send(.tick(1_001))
    #expect(desk.text.contains("STALE since 1s"))
    desk.send(.storeLost)
    #expect(desk.console.handle(.tick(1_003)).contains(.loadApps))
    #expect(desk.text.contains("STALE since 3s"), "it is as old as it was")
    _ = desk.console.handle(.ended(.loadApps, isGood: true))
    #expect(!desk.text.contains("STALE"))
  }

  @Test func errorsStayUntilAKeyAndAllAreInTheLog() {
    var desk = Desk()
    desk.send(.failed("the token is not taken"))
    after(60, &desk)
    #expect(desk.message == "the token is not taken")
    desk.press("j")
    #expect(desk.message.isEmpty)
    desk.press("L")
    #expect(desk.text.contains("the token is not taken"))
  }

  @Test func staleRulesAreToldForAsLongAsTheyAre() {
    var desk = Desk(apps: [Desk.overview(stale: 1_234)])
    for keys in ["3", "4", "5"] {
      desk.press(keys)
      #expect(desk.text.contains("1,234 users were evaluated under older rules · R reapplies"))
    }
    desk.send(.done("saved"))
    #expect(desk.text.contains("saved") && desk.text.contains("older rules"))
    desk.press("1")
    #expect(!desk.text.contains("older rules"))
  }

  @Test(arguments: [
    (0, 0, "worker idle"), (5, 0, "worker waits"), (5, 2, "worker running"),
  ])
  func theWorkerIsTold(_ left: Int, _ running: Int, _ words: String) {
    var watch = WorkerWatch()
    watch.take(.working(ended: 0), at: 0)
    #expect(watch.words(left: left, running: running, at: 1) == words)
  }

  @Test func theWorkersPaceAndWhatIsLeft() {
    var watch = WorkerWatch()
    watch.take(.working(ended: 0), at: 100)
    watch.take(.working(ended: 40), at: 110)
    #expect(watch.words(left: 400, running: 4, at: 110) == "worker 4.0/s 1m left")
    #expect(watch.words(left: 400, running: 0, at: 140) == "worker waits")
    watch.take(.stopped("why"), at: 141)
    #expect(watch.words(left: 0, running: 0, at: 141) == "worker STOPPED")
  }

  @Test(arguments: [
    ("https://tenant.goskope.com/api", AppEnvironment.production),
    ("https://test.example.com", .test), ("http://localhost:80", .test), ("http://[::1]/x", .test),
    ("https://contest.example.com", .production), ("https://app-staging.example.com", .test),
  ])
  func theEnvironmentIsAWord(_ url: String, _ environment: AppEnvironment) {
    #expect(AppEnvironment(baseURL: url) == environment)
    let other: AppEnvironment = environment == .test ? .production : .test
    let overview = Desk.overview {
      $0.connection = ConnectionSettings(baseURL: url, environment: other)
    }
    #expect(Desk(apps: [overview]).text.split(separator: "\n")[0].contains(" \(other.word) "))
  }

  @Test func switchingTheAppAsksForWhatIsUnsaved() {
    var desk = Desk(apps: [Desk.overview(), Desk.overview("second", id: 2)])
    desk.press("4A")
    #expect(desk.text.contains(" second "))
    desk.press("J<c-n>")
    #expect(desk.message.contains("4 Rules") && desk.console.app?.app.name == "second")
  }

  @Test func hostileTextIsShownEscaped() {
    var task = Desk.task(30)
    task.name = "a\u{1B}[2J\u{202E}b\u{7}"
    task.error?.advice = "x\u{9B}31m\u{0}"
    var desk = Desk(tasks: [task])
    desk.send(.taskLoaded(TaskStory(task: task)))
    for keys in ["", "<enter>", "y", "<esc>L"] {
      desk.press(keys)
      let raw = desk.text.unicodeScalars.filter { $0.isHidden && $0 != "\n" }
      #expect(raw.isEmpty)
    }
    #expect(desk.console.title.unicodeScalars.allSatisfy { !$0.isHidden })
  }

  @Test func onlyASCIIIsDrawnWhereThatIsWanted() {
    var settings = ConsoleSettings()
    settings.usesASCII = true
    var desk = Desk(settings: settings)
    for keys in ["1", "2", "3", "4", "4<enter>", "5", "6", "7", "?", "<esc>5jja"] {
      desk.press(keys)
      #expect(desk.text.allSatisfy { $0.isASCII }, "\(keys)")
    }
  }
}
