import Engine
import Provisioning
import Screen
import Testing

@testable import Console

/// What spares keys, without a question that somebody needs.
@Suite struct FewKeysTests {
  private static let nothing = PlanOverview(lines: ["Nothing"], fresh: 0, blocked: nil)

  @Test func aPlanWithNothingInItIsNotAskedAbout() {
    var desk = Desk()
    desk.press("4R")
    desk.end(desk.effects)
    desk.send(.planLoaded(app: "netskope", .everything, Self.nothing))
    #expect(desk.effects.last == .reapplyUnchanged(app: "netskope", .everything))
    #expect(desk.console.overlays.isEmpty)
  }

  @Test(arguments: [
    PlanOverview(lines: [], fresh: 1, blocked: nil),
    PlanOverview(warnings: ["an account cannot be computed"], lines: [], fresh: 0, blocked: nil),
    PlanOverview(
      lines: [], rows: [PlanOverview.Row(.withdrawn, "ann", why: "")], fresh: 0, blocked: nil),
    PlanOverview(lines: [], fresh: 0, blocked: 3),
  ])
  func whatIsInAPlanIsAskedAbout(_ plan: PlanOverview) {
    var desk = Desk()
    desk.press("4R")
    desk.end(desk.effects)
    desk.send(.planLoaded(app: "netskope", .everything, plan))
    #expect(desk.effects.count == 1 && desk.console.overlays.count == 1)
  }

  @Test func whoOnlyLooksSeesThePlanWithNothingInIt() {
    var settings = ConsoleSettings()
    settings.isReadOnly = true
    var desk = Desk(settings: settings)
    desk.press("0")
    desk.send(.planLoaded(app: "netskope", .everything, Self.nothing))
    #expect(desk.effects.isEmpty && desk.console.overlays.count == 1)
  }

  @Test(arguments: [("Testers +netskope", true), ("Testers +other", false), ("Testers", false)])
  func aRoleIsMadeWithTheApp(_ line: String, _ gives: Bool) {
    var desk = Desk()
    desk.press("6<right>n\(line)<enter>")
    let name = line.hasSuffix("other") ? line : "Testers"
    #expect(desk.effects == [.createRole(name)])
    desk.end(desk.effects)
    desk.send(.rolesLoaded([RoleRecord(name: name, members: 0)]))
    var after = Desk.overview().app.definition
    after.roles.append("Testers")
    let save = Effect.saveApp(from: Desk.overview().app.definition, to: after, secret: nil)
    #expect(desk.effects.dropFirst() == (gives ? [save] : []))
  }

  @Test func aRoleThatPeopleHoldAlreadyIsAskedAbout() {
    var desk = Desk()
    desk.press("6<right>nTesters +netskope<enter>")
    desk.end(desk.effects)
    desk.send(.rolesLoaded([RoleRecord(name: "testers", members: 9)]))
    #expect(desk.effects.count == 1 && desk.text.contains("9 users"))
    desk.press("n")
    desk.send(.rolesLoaded([RoleRecord(name: "testers", members: 9)]))
    #expect(desk.effects.isEmpty && desk.console.overlays.isEmpty)
  }

  @Test func aRoleThatCouldNotBeMadeIsForgotten() {
    var desk = Desk()
    desk.press("6<right>nTesters +netskope<enter>")
    desk.send(.ended(desk.effects[0], isGood: false))
    desk.send(.rolesLoaded([RoleRecord(name: "Testers", members: 0)]))
    #expect(desk.effects.count == 1)
  }

  @Test func aValueIsTypedAnewAndComesBack() {
    var desk = Desk()
    desk.press("3c")
    let before = desk.console.parameters.shown(desk.console.app).first?.value
    #expect(desk.console.form?["value"] == "")
    desk.press("x")
    #expect(desk.console.form?["value"] == "x")
    desk.press("<c-r>")
    #expect(desk.console.form?["value"] == before)
  }

  @Test func pagesGoFromPartToPart() {
    var desk = Desk()
    desk.press("2<pgdn>")
    var seen = [desk.console.form?.field?.id]
    for key in ["<pgdn>", "<pgdn>", "<pgup>", "<pgup>", "<pgup>"] {
      desk.press(key)
      seen.append(desk.console.form?.field?.id)
    }
    #expect(seen == ["create", "whenDeleted", "roles", "whenDeleted", "create", "enabled"])
    #expect(desk.effects.isEmpty && desk.console.form?.isDirty == false)
  }
}
