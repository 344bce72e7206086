import Engine
import Provisioning
import SCIM
import Screen
import Testing

@testable import Console

/// A plan is a page: who is in it, what becomes of them and why, before it is let go.
@Suite struct PlanPageTests {
  private static func row(_ kind: PlanOverview.Kind, _ name: String) -> PlanOverview.Row {
    var task = Desk.task(7)
    task.id = 0
    task.name = name
    return PlanOverview.Row(kind, name, why: "has access and no account", task: task)
  }

  private static let rows =
    [row(.deleted, "dora"), row(.deleted, "dan"), row(.suspended, "sue")]
    + [PlanOverview.Row(.impossible, "ida", why: "active is not true or false")]
    + [row(.withdrawn, "will")] + (1...40).map { row(.created, "new\($0)") }

  private func desk(
    blocked: Int? = nil, size: Size = Size(columns: 80, rows: 24), keys: String = "4R"
  ) -> Desk {
    var desk = Desk(size: size)
    desk.press(keys)
    desk.send(
      .planLoaded(
        app: "netskope", .everything,
        PlanOverview(
          warnings: ["1 account of netskope cannot be computed, so nothing is filed there"],
          lines: ["About 120 requests, 30 s at this app's pace."], rows: Self.rows, fresh: 43,
          blocked: blocked)))
    return desk
  }

  @Test func asItLooks() throws {
    try expectGolden("plan", desk().screen())
    try expectGolden("plan-limit", desk(blocked: 3).screen())
    let size = Size(columns: 120, rows: 40)
    try expectGolden("plan-120x40", desk(size: size).screen(120, 40))
    let small = Size(columns: 40, rows: 12)
    try expectGolden("plan-40x12", desk(size: small).screen(40, 12))
  }

  @Test func everyKindIsCountedAndTheDangerousComeFirst() {
    let text = desk().text
    for words in ["2 deleted", "1 suspended", "1 impossible", "1 withdrawn", "40 created"] {
      #expect(text.contains(words), "\(words)")
    }
    let places = ["dora", "sue", "ida", "new1"].compactMap {
      text.firstRange(of: $0)?.lowerBound
    }
    #expect(places.count == 4 && places == places.sorted())
  }

  @Test func itScrollsAndIsFiltered() {
    var desk = desk()
    desk.press("G")
    #expect(desk.text.contains("new40") && desk.text.contains("45 of 45"))
    desk.press("g/ida")
    #expect(desk.text.contains("1 of 1") && !desk.text.contains("dora"))
    desk.press("<enter><esc>")
    #expect(desk.text.contains("1 of 45"), "Esc clears the filter first")
    desk.press("/deleted<enter>")
    #expect(desk.text.contains("1 of 2"))
  }

  @Test func arrowsGoFromKindToKind() {
    var desk = desk()
    for number in [3, 4, 5, 6, 6] {
      desk.press("<right>")
      #expect(desk.text.contains("\(number) of 45"))
    }
    for number in [5, 4, 3, 1, 1] {
      desk.press("<left>")
      #expect(desk.text.contains("\(number) of 45"))
    }
  }

  @Test func enterOpensThePersonAndComesBack() {
    var desk = desk()
    desk.press("<enter>")
    #expect(desk.all == [.loadUser(.id(7))])
    #expect(desk.text.contains("The exact request"))
    desk.send(.userLoaded(Desk.user(7, "dora"), ["netskope: the account is to be deleted"]))
    desk.press("G")
    #expect(desk.text.contains("the account is to be deleted"))
    desk.press("<esc>")
    #expect(desk.text.contains("REAPPLY netskope"), "the plan is still there")
  }

  @Test func yesLetsItGoAfterAMoment() {
    var desk = desk()
    desk.effects = []
    desk.send(.terminal(.key(.character("y"))))
    #expect(desk.effects.isEmpty && desk.console.overlays.count == 1, "it was on its way")
    desk.press("y")
    #expect(desk.effects == [.reapply(app: "netskope", .everything, accepting: nil)])
    #expect(desk.console.overlays.isEmpty)
  }

  @Test(arguments: ["n", "q", "<esc>"]) func noWorksAtOnce(_ key: String) {
    var desk = desk()
    desk.effects = []
    for key in Key.parse(key) ?? [] { desk.send(.terminal(.key(key))) }
    #expect(desk.console.overlays.isEmpty && desk.effects.isEmpty)
  }

  @Test(arguments: [("3<enter>", true), ("4<enter>", false), ("y", false), ("<enter>", false)])
  func aboveTheLimitTheNumberIsTyped(_ keys: String, _ isDone: Bool) {
    var desk = desk(blocked: 3)
    desk.press(keys)
    let effect = Effect.reapply(app: "netskope", .everything, accepting: 3)
    #expect(desk.effects == (isDone ? [effect] : []))
    if keys == "4<enter>" { #expect(desk.message.contains("nothing was done")) }
  }

  @Test func membershipsHaveTheSamePage() {
    for keys in ["1M", "2M", "3M", "4M", "5M", "6M", "7M"] {
      var desk = Desk()
      desk.press(keys)
      #expect(desk.effects == [.loadPlan(app: "netskope", .entitlements)], "\(keys)")
    }
  }

  @Test func whatALimitHoldsIsToldOnEveryScreen() {
    var overview = Desk.overview()
    overview.held = 675
    for tab in 1...7 {
      var desk = Desk(apps: [overview])
      desk.press("\(tab)")
      #expect(desk.text.contains("675 users held by the limit · R"), "\(tab)")
      desk.send(.failed(String(repeating: "a long answer ", count: 9)))
      #expect(desk.text.contains("675 users held by the limit · R"), "\(tab)")
      desk.press("R")
      #expect(desk.effects == [.loadPlan(app: "netskope", .everything)], "\(tab)")
    }
    #expect(!Desk().text.contains("held by the limit"))
  }
}
