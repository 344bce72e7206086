import Text
import SCIM
import Testing

@testable import Provisioning

/// What is pinned counts more than parameters and rules.
@Suite struct PinTests {
  private static func pin(_ kind: Pin.Kind) -> Pin { Pin(kind, run: 7, by: "kim", at: 1) }

  private static let assigned = Evaluation(
    outcome: .assigned,
    desired: DesiredAccount(
      attributes: [
        DesiredAttribute(path: "userName", value: "ann"),
        DesiredAttribute(path: "title", value: "Lead"),
      ], groups: [DesiredGroup(name: "VPN", create: true, rule: "By role")]))

  private func pinned(_ evaluation: Evaluation = assigned, _ kinds: Pin.Kind...) -> Evaluation {
    evaluation.pinned(
      by: kinds.map(Self.pin), held: [DesiredGroup(name: "Lab", create: false, rule: "")]
    ) { [7: "VPN", 8: "Sales"][$0] }
  }

  @Test func valuesStay() {
    let account = pinned(
      Self.assigned, .value(path: "Title", "Clerk"), .value(path: "nickName", nil)
    ).desired
    #expect(account?.value(at: "title") == "Clerk")
    #expect(account?.attributes.last == DesiredAttribute(path: "nickName", value: nil))
    #expect(account?.attributes.count == 3)
  }

  @Test func membershipsStay() {
    let groups = pinned(
      Self.assigned, .member(group: 7, false), .member(group: 8, true), .member(group: 9, true)
    ).desired?.groups
    #expect(groups?.map(\.name) == ["Sales"])
    #expect(groups?.first?.create == false, "a pin makes no group")
  }

  @Test(arguments: [
    (Outcome.assigned, Pin.AccountState.absent, Outcome.undone, nil as Bool?),
    (.assigned, .active, .assigned, true), (.assigned, .inactive, .assigned, false),
    (.suspended, .active, .assigned, true), (.suspended, .inactive, .suspended, false),
    (.noAccess, .active, .assigned, true), (.left, .active, .assigned, true),
    (.deleted, .active, .assigned, true), (.notStarted, .active, .assigned, true),
    (.excluded, .active, .assigned, true), (.noAccess, .inactive, .noAccess, nil),
    (.noAccess, .absent, .undone, nil), (.incomplete, .active, .incomplete, true),
  ])
  func theUseOfAnAccountStays(
    _ row: (before: Outcome, state: Pin.AccountState, after: Outcome, active: Bool?)
  ) {
    var evaluation = Evaluation(outcome: row.before, detail: "x")
    if row.before == .assigned || row.before == .incomplete { evaluation = Self.assigned }
    if row.before == .suspended {
      evaluation = Self.assigned
      evaluation.desired?.active = false
    }
    evaluation.outcome = row.before
    let after = pinned(evaluation, .account(row.state))
    #expect(after.outcome == row.after)
    #expect(after.desired?.active == row.active)
    if row.after == .undone { #expect(after.detail == "run 7 was undone by kim") }
  }

  @Test func whoStaysWithoutAccessKeepsTheGroups() {
    let after = pinned(Evaluation(outcome: .noAccess), .account(.active))
    #expect(after.desired?.groups.map(\.name) == ["Lab"])
    #expect(after.desired?.attributes == [DesiredAttribute(path: "active", value: true)])
  }

  @Test func withoutPinsNothingIsOther() { #expect(pinned(Self.assigned) == Self.assigned) }
}
