import Provisioning
import Screen
import Testing

@testable import Console
@testable import Engine

/// The first screen says what needs a person, and leads there.
@Suite struct HomeTests {
  private static let refused = FailureCause(
    status: 400, advice: "the app refused the values; correct title, then retry", count: 3)

  private func status(_ overview: AppOverview, _ needs: [AppNeed]) -> AppStatus {
    AppStatus(app: overview.app, counts: overview.counts, needs: needs, hasMoreFailures: false)
  }

  private func desk(
    _ needs: [AppNeed], sources: [LateSource] = [], apps: [AppOverview] = [Desk.overview()],
    of app: Int = 0, size: Size = Size(columns: 80, rows: 24)
  ) -> Desk {
    var desk = Desk(apps: apps, size: size)
    desk.press("0")
    desk.send(.needsLoaded([status(apps[app], needs)], sources))
    return desk
  }

  private static let day: [AppNeed] = [
    .held(users: 675), .failures(refused), .decisions(.create, count: 239, since: 400),
    .decisions(.delete, count: 2, since: -80_000), .reapply(users: 12),
  ]

  @Test func itIsSeenFirstAndAsksWhatWaits() {
    var console = Console()
    let asked =
      console.start() + console.handle(.terminal(.resize(Size(columns: 80, rows: 24))))
      + console.handle(.appsLoaded([Desk.overview()]))
    #expect(console.frontTitle == "Home")
    #expect(asked.contains(.loadNeeds))
  }

  @Test func aDayOnTheScreen() throws {
    let late = LateSource(
      name: "corp", sentence: "the source corp cannot be read: no answer", since: -2_600)
    try expectGolden("home", desk(Self.day, sources: [late]).screen())
    try expectGolden(
      "home-120x40", desk(Self.day, size: Size(columns: 120, rows: 40)).screen(120, 40))
    try expectGolden("home-40x12", desk(Self.day, size: Size(columns: 40, rows: 12)).screen(40, 12))
    try expectGolden("home-nothing", desk([]).screen())
  }

  @Test func problemsComeFirst() {
    let desk = desk([.reapply(users: 1), .paused(reason: "401")])
    #expect(desk.console.home.rows(desk.console.frame).map(\.isProblem) == [true, false])
  }

  @Test func enterGoesToWhereItIsDealtWith() {
    var desk = desk(Self.day)
    desk.press("jj<enter>")
    #expect(desk.console.frontTitle == "Tasks")
    #expect(desk.console.tasks.words == "status:pending action:create")
    #expect(desk.all.contains(.loadTasks(desk.console.tasks.filter, .first)))
    desk.press("0gj<enter>")
    #expect(desk.console.tasks.words.hasPrefix("status:failed \"the app refused the values"))
    desk.press("0g")
    #expect(desk.console.frontTitle == "Home")
    desk.press("<enter>")
    #expect(desk.effects == [.loadPlan(app: "netskope", .everything)])
  }

  @Test func anotherAppsNeedSwitchesToIt() {
    let apps = [Desk.overview(), Desk.overview("zoom", id: 2)]
    var desk = desk([.paused(reason: "401")], apps: apps, of: 1)
    desk.press("<enter>")
    #expect(desk.console.app?.app.name == "zoom")
    #expect(desk.console.frontTitle == "Connection")
  }

  @Test func whatIsNotSavedIsAmongItAndKeepsTheApp() {
    let apps = [Desk.overview(), Desk.overview("zoom", id: 2)]
    var desk = desk([.paused(reason: "401")], apps: apps, of: 1)
    desk.press("4J0")
    #expect(desk.text.contains("changes on Rules are not saved"))
    desk.press("g<enter>")
    #expect(desk.console.app?.app.name == "netskope")
    #expect(desk.message.contains("save or undo what is unsaved on 4 Rules first"))
    desk.press("G<enter>")
    #expect(desk.console.frontTitle == "Rules")
  }

  @Test func theCursorStaysOnItsRow() {
    var desk = desk(Self.day)
    desk.press("jj")
    let app = Desk.overview()
    desk.send(
      .needsLoaded(
        [status(app, [.decisions(.create, count: 240, since: 400), .reapply(users: 12)])], []))
    #expect(desk.console.home.row(desk.console.frame)?.text == "240 create wait for approval")
  }

  @Test func differencesOfTheLastLookAreListed() {
    var desk = desk([])
    desk.send(
      .differencesFound(
        app: "netskope",
        [.init(resource: .user, name: "ann", what: "title is other")]))
    #expect(desk.text.contains("1 difference when the app was read back"))
    desk.press("<enter>")
    #expect(desk.text.contains("ann: title is other"))
    desk.press("<esc>")
    desk.send(.differencesFound(app: "netskope", []))
    #expect(desk.text.contains("Nothing waits for you"))
  }

  @Test func differencesThatAnotherFoundAreReadAgain() {
    var desk = desk([.differences(3, since: 400)])
    #expect(desk.text.contains("3 differences when the app was read back"))
    desk.press("<enter>")
    #expect(desk.effects.contains(.verify(app: "netskope", user: nil)))
    desk.send(
      .differencesFound(
        app: "netskope",
        [.init(resource: .user, name: "ann", what: "title is other")]))
    #expect(desk.text.contains("1 difference when the app was read back"))
    #expect(!desk.text.contains("3 differences"))
  }
}
