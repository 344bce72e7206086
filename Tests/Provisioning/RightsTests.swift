import Foundation
import Provisioning
import Testing

/// Who may decide, by what the system says of the person.
@Suite struct RightsTests {
  @Test(
    arguments: [
      ([], "ann", [], true), (["ann"], "ann", [], true), (["ann"], "bob", [], false),
      (["ann"], "Ann", [], false), (["@idm"], "bob", ["idm"], true), (["@idm"], "idm", [], false),
      (["idm"], "bob", ["idm"], false), (["ann", "@idm"], "bob", ["users", "idm"], true),
      (["@idm"], "bob", ["idm2"], false), (["ann as root"], "ann", [], false),
    ] as [([String], String, Set<String>, Bool)])
  func who(_ row: (by: [String], login: String, groups: Set<String>, may: Bool)) {
    let actor = Actor(name: "x as root", origin: "", login: row.login, groups: row.groups)
    #expect(ApprovalRights(by: row.by).admit(actor) == row.may)
  }

  @Test(
    arguments: [
      (false, ["ann"], true), (true, ["ann"], false), (true, ["bob"], true),
      (true, ["bob", "ann"], false), (true, [], true), (true, ["annie"], true),
    ] as [(Bool, [String], Bool)])
  func notWhoCausedIt(_ row: (asked: Bool, requesters: [String], may: Bool)) {
    let rights = ApprovalRights(notByRequester: row.asked)
    #expect(rights.admit(Actor(name: "ann", origin: ""), causedBy: row.requesters) == row.may)
  }

  @Test(
    arguments: [
      (["ann"], true, ["ann"], true, false), (["ann"], true, [], true, true),
      (["ann"], true, ["ann"], false, true), (["ann"], true, ["bob"], true, true),
      (["ann", "bob"], true, ["ann"], true, false), ([], false, ["ann"], true, false),
      ([], false, [], false, false),
    ] as [([String], Bool, [String], Bool, Bool)])
  func weakening(_ row: (by: [String], not: Bool, newBy: [String], newNot: Bool, weakens: Bool)) {
    let before = ProvisioningPolicy(
      approvals: ApprovalRights(by: row.by, notByRequester: row.not))
    let after = ProvisioningPolicy(
      approvals: ApprovalRights(by: row.newBy, notByRequester: row.newNot))
    #expect(before.isWeakened(by: after) == row.weakens)
  }

  @Test(
    arguments: [
      (SafetyLimits(deletions: 5), SafetyLimits(deletions: 6), true),
      (SafetyLimits(deletions: 5), SafetyLimits(deletions: 4), false),
      (SafetyLimits(deletions: 5), SafetyLimits(), true),
      (SafetyLimits(), SafetyLimits(deletions: 49), false),
      (SafetyLimits(share: 0.1), SafetyLimits(share: 0.2), true),
      (SafetyLimits(memberships: 0.1), SafetyLimits(memberships: 0.15), true),
      (SafetyLimits(memberships: 0.1), SafetyLimits(memberships: 0.05), false),
      (SafetyLimits(memberships: 0.1), SafetyLimits(), true),
      (SafetyLimits(), SafetyLimits(memberships: 0.3), true),
      (SafetyLimits(), SafetyLimits(memberships: 0.1), false),
      (SafetyLimits(share: 0.2), SafetyLimits(share: 0.1), false),
      (SafetyLimits(share: 0.1), SafetyLimits(), true),
      (SafetyLimits(share: 0.9), SafetyLimits(), true),
      (SafetyLimits(window: 3600), SafetyLimits(window: 60), true),
      (SafetyLimits(window: 3600), SafetyLimits(window: 7200), false),
      (SafetyLimits(), SafetyLimits(window: 0), true),
      (SafetyLimits(), SafetyLimits(window: 172_800), false),
    ])
  func widening(_ row: (before: SafetyLimits, after: SafetyLimits, weakens: Bool)) {
    let before = ProvisioningPolicy(limits: row.before)
    #expect(before.isWeakened(by: ProvisioningPolicy(limits: row.after)) == row.weakens)
    let fewer = ProvisioningPolicy(approve: [.delete], limits: row.before)
    #expect(before.isWeakened(by: fewer))
  }

  /// Whoever has no right to decide changes none of these, wider or narrower.
  @Test(
    arguments: [
      { $0.approvals.by = ["bob"] }, { $0.approvals.notByRequester = true },
      { $0.approve = [.delete] }, { $0.limits.deletions = 6 }, { $0.limits.deletions = 4 },
      { $0.limits.share = 0.3 }, { $0.limits.share = 0.1 }, { $0.limits.share = nil },
      { $0.limits.window = 60 }, { $0.limits.window = 7200 }, { $0.limits.window = nil },
    ] as [@Sendable (inout ProvisioningPolicy) -> Void])
  func eachPartOfWhoAndWhatIsAskedCounts(_ change: @Sendable (inout ProvisioningPolicy) -> Void) {
    let before = ProvisioningPolicy(
      approvals: ApprovalRights(by: ["ann"]),
      limits: SafetyLimits(deletions: 5, share: 0.2, window: 3600))
    var after = before
    after.whenDeleted = .delete
    #expect(before.isAsStrict(as: after))
    change(&after)
    #expect(!before.isAsStrict(as: after))
  }

  @Test func aPolicyFromBeforeThereWereRightsGivesThemToEveryone() throws {
    let text =
      #"{"approve":["create"],"enabled":true,"limits":{},"whenDeleted":"delete","whenSuspended":"nothing"}"#
    let policy = try JSONDecoder().decode(ProvisioningPolicy.self, from: Data(text.utf8))
    #expect(policy.approvals == ApprovalRights() && policy.limits.window == nil)
    let rights = ApprovalRights(by: ["ann", "@idm"], notByRequester: true)
    let data = try JSONEncoder().encode(ProvisioningPolicy(approvals: rights))
    #expect(try JSONDecoder().decode(ProvisioningPolicy.self, from: data).approvals == rights)
  }
}
