import Engine
import Provisioning
import SCIM
import Testing

/// Group changes that join or follow others: none is larger than the app takes, and an approval is for
/// nothing but what was shown.
@Suite(.serialized) struct GroupTaskTests {
  private func fixture(membersPerPatch: Int = 2) throws -> Fixture {
    try Fixture(approve: [.groups], rules: [.join("Eng", department: "Eng")]) {
      $0.connection.membersPerPatch = membersPerPatch
    }
  }

  private func sizes(_ fixture: Fixture, _ action: TaskAction) throws -> [Int] {
    try fixture.tasks(.pending).filter { $0.action == action }.map(\.members.count)
  }

  /// A group that is full by a pending task is not filled beyond members_per_patch.
  @Test func aPendingGroupChangeIsNotFilledBeyondTheLimit() async throws {
    let fixture = try fixture()
    try fixture.hire("ann", "bob", department: "Eng")
    try fixture.hire("cem", department: "Eng")
    #expect(try sizes(fixture, .addMembers) == [2, 1])
    try fixture.hire("dan", department: "Eng")
    try fixture.hire("eve", "fay", department: "Eng")
    #expect(try sizes(fixture, .addMembers).allSatisfy { $0 <= 2 })
    #expect(try sizes(fixture, .addMembers).reduce(0, +) == 6)
  }

  @Test func aPendingRemovalIsNotFilledBeyondTheLimitEither() async throws {
    let fixture = try fixture()
    try fixture.hire("ann", "bob", "cem", department: "Eng")
    try fixture.approveAll()
    try await fixture.run()
    for name in ["ann", "bob", "cem"] { try fixture.set(name, "department", nil) }
    #expect(try sizes(fixture, .removeMembers).sorted() == [1, 2])
  }

  @Test func oneMoreJoinsAPendingChangeThatHasRoom() async throws {
    let fixture = try fixture(membersPerPatch: 3)
    try fixture.hire("ann", "bob", department: "Eng")
    try fixture.hire("cem", department: "Eng")
    #expect(try sizes(fixture, .addMembers) == [3])
  }

  /// ann, bob and cem are to join, approved and not yet done; what was shown for it is changed by
  /// the edit before ann is taken out of it.
  private func rest(_ edit: (Fixture) async throws -> Void) async throws -> TaskStatus {
    let fixture = try fixture(membersPerPatch: 10)
    try fixture.hire("ann", "bob", "cem", department: "Sales")
    try fixture.hire("zoe", department: "Eng")
    try fixture.approveAll()
    try await fixture.run()
    for name in ["ann", "bob", "cem"] { try fixture.set(name, "department", "Eng") }
    try fixture.approveAll()
    try await edit(fixture)
    try fixture.set("ann", "department", "Sales")
    let rest = try fixture.task(.addMembers)
    #expect(rest.members.map(\.name) == ["bob", "cem"])
    return rest.status
  }

  @Test func theRestOfAnApprovedChangeKeepsItsApproval() async throws {
    #expect(try await rest { _ in } == .approved)
  }

  @Test func theRestDoesNotKeepTheApprovalWhereTheGroupIsAnother() async throws {
    let status = try await rest { fixture in
      let app = try fixture.app.id
      try fixture.store.write { session in
        var group = try #require(try session.groups.group(app, named: "eng"))
        group.remoteID = "another"
        try session.groups.save(group)
      }
    }
    #expect(status == .pending)
  }

  @Test func theRestDoesNotKeepTheApprovalWhereAnAccountIsAnother() async throws {
    let status = try await rest { fixture in
      let app = try fixture.app.id
      try fixture.store.write { session in
        let user = try #require(try session.directory.user(named: "bob")).user.id
        var account = try #require(try session.accounts.accounts(app, users: [user])[user])
        account.remoteID = "another"
        try session.accounts.save(account)
      }
    }
    #expect(status == .pending)
  }

  /// Where an approval is kept it is that of who gave it.
  @Test func theRestOfAChangeThatWaitsGoesOnWaiting() async throws {
    let fixture = try fixture(membersPerPatch: 10)
    try fixture.hire("ann", "bob", department: "Eng")
    try fixture.set("ann", "department", nil)
    #expect(try fixture.task(.addMembers).status == .pending)
  }
}
