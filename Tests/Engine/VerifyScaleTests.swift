import Text
import Engine
import Provisioning
import SCIM
import Sandbox
import StoreSupport
import Testing

/// The work of `verify` grows with what there is, and not with its square.
@Suite(.serialized, .enabled(if: !EmptyStore.isOnServer, "SQLite counts the steps"))
struct VerifyScaleTests {
  /// Accounts of as many users, half of whom usher knows to be in a group that all of them are in.
  private func fixture(_ count: Int) async throws -> Fixture {
    let fixture = try Fixture { $0.roles = [] }
    try fixture.bring((0..<count).map { Fixture.person("user\($0)") })
    let users = try fixture.store.read {
      try $0.directory.users(after: 0, search: "", role: nil, limit: count)
    }
    var members: [JSONValue] = []
    var accounts: [(UserID, String)] = []
    for user in users {
      let id = try await fixture.stranger(user.user.username)
      members.append(["value": .string(id)])
      accounts.append((user.user.id, id))
    }
    let ids = try await fixture.sandbox.load(
      [
        [
          "schemas": [.string(Schema.group.id)], "displayName": "All",
          "members": .array(members),
        ]
      ], into: "Groups")
    let app = try fixture.app.id
    try fixture.store.write { session in
      let group = try session.groups.save(
        GroupRecord(app: app, name: "All", remoteID: ids[0], origin: .created, seenAt: 1))
      for (index, (user, id)) in accounts.enumerated() {
        try session.accounts.save(
          AccountRecord(
            app: app, remoteID: id, user: user,
            resource: ["id": .string(id), "userName": .string("user\(index)")], seenAt: 1))
        guard index % 2 == 0 else { continue }
        var membership = MembershipRecord(group: group, user: user)
        membership.known = true
        membership.desired = true
        try session.groups.save(membership)
      }
    }
    return fixture
  }

  private func steps(_ count: Int) async throws -> Int {
    let fixture = try await fixture(count)
    fixture.clock.advance(1)
    return try await fixture.storeSteps {
      let report = try await fixture.engine.verification.verify("app")
      #expect(report.groups == 1 && report.accounts == count)
      #expect(report.differences.isEmpty)
      #expect(report.notes.isEmpty, "\(report.notes.prefix(3))")
    }
  }

  @Test func theStoreTakesAsManyStepsForEachMemberOfALargeGroup() async throws {
    let few = try await steps(300)
    let many = try await steps(1_200)
    #expect(many < few * 5, "of 300: \(few), of 1,200: \(many)")
  }
}
