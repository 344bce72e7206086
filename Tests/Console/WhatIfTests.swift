import Text
import Provisioning
import SCIM
import Screen
import Testing

@testable import Console
@testable import Engine

/// What would become of somebody is asked where the person, or the rule, is; nothing is changed by it.
@Suite struct WhatIfTests {
  @Test func ofAUserByALine() {
    var desk = Desk()
    desk.press("6")
    desk.give([Desk.user(1, "ann"), Desk.user(2, "bob")])
    desk.press("jw")
    #expect(desk.text.contains("What if bob had"))
    desk.press("department=Ops<space>+VPN<enter>")
    let supposed = Supposition(values: ["department": "Ops"], adding: ["VPN"])
    #expect(desk.effects == [.askWhatIf(user: "bob", supposed)])
    #expect(!supposed.isEmpty && !desk.effects.contains { !$0.isReading })
    // It is changed more often than typed anew.
    desk.end(desk.effects)
    desk.press("w<space>-Staff<enter>")
    #expect(
      desk.effects == [
        .askWhatIf(
          user: "bob",
          Supposition(values: ["department": "Ops"], adding: ["VPN"], removing: ["Staff"]))
      ])
  }

  @Test func aWordThatSupposesNothingIsNamedAndTheLineKept() {
    var desk = Desk()
    desk.press("6")
    desk.give([Desk.user(1, "ann")])
    desk.press("wdepartment<enter>")
    #expect(desk.effects.isEmpty)
    #expect(desk.message.contains("'department' supposes nothing"))
    desk.press("w=Ops<enter>")
    #expect(
      desk.effects == [.askWhatIf(user: "ann", Supposition(values: ["department": "Ops"]))])
  }

  @Test func ofAPersonUnderARuleThatIsNotSaved() throws {
    var desk = Desk()
    desk.press("4<enter>x<f8>")
    let app = try #require(desk.console.app?.app.definition)
    #expect(app != desk.console.edited(app))
    desk.send(
      .usersLoaded(
        search: "", role: nil, .first, Page([UserRow(Desk.user(1, "ann"))], total: 1)))
    desk.press("<enter>")
    #expect(
      desk.effects == [
        .askWhatIf(user: "ann", Supposition(settings: [desk.console.edited(app)]))
      ])
  }

  @Test func theAnswerIsAPage() throws {
    var desk = Desk()
    desk.press("6")
    let before = Evaluation(
      outcome: .assigned,
      desired: DesiredAccount(
        attributes: [DesiredAttribute(path: "userName", value: "ann")],
        groups: [DesiredGroup(name: "VPN", create: true, rule: "By role")]))
    var after = before
    after.desired?.groups = []
    var change = ProvisioningTask(
      app: 1, action: .removeMembers, name: "VPN", members: [TaskMember(user: 1, name: "ann")],
      request: TaskRequest("PATCH", "/Groups/7"))
    change.reason = "ann is to leave it"
    let prospect = Prospect(
      app: "netskope", before: before, after: after, rules: [], matchedBefore: [],
      changes: [PlannedChange(task: change, needsApproval: true)], withdrawn: [], notes: [],
      missingGroups: [])
    desk.send(.whatIfAnswered(Desk.user(1, "ann"), isNew: false, [prospect]))
    try expectGolden("what-if", desk.screen())
    #expect(desk.text.contains("groups: VPN → none"))
    desk.press("<esc>")
    #expect(desk.console.overlays.isEmpty)
  }
}
