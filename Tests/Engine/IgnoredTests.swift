import Text
import Engine
import Provisioning
import SCIM
import Testing

/// Ignored stays ignored until what is desired for that account changes again.
@Suite(.serialized) struct IgnoredTests {
  private func ignored(_ fixture: Fixture, _ action: TaskAction) throws {
    _ = try fixture.engine.decisions.decide(.ignore, [try fixture.task(action).id])
  }

  @Test func anIgnoredCreationStaysIgnoredThroughReapply() async throws {
    let fixture = try Fixture(approve: [.create])
    try fixture.hire("ann")
    try ignored(fixture, .create)
    let result = try fixture.engine.planning.reapply("app")
    #expect(result.summary.ignored == 1 && result.summary.total == 0)
    #expect(try fixture.engine.planning.plan("app").changes.isEmpty)
    try fixture.set("ann", "phone", "1")
    try await fixture.run()
    #expect(try fixture.list() == ["create ann ignored"])
    #expect(fixture.network.sent.isEmpty)
  }

  @Test func whyIsIgnoredIsSaid() throws {
    let fixture = try Fixture(approve: [.create])
    try fixture.hire("ann")
    try ignored(fixture, .create)
    let reasons = try #require(try fixture.engine.reasons.why("ann", app: "app").apps.first)
    #expect(reasons.reason == .ignored)
    #expect(reasons.sentence.contains("ignored by kim, until what is desired changes"))
  }

  @Test func itReturnsWhenWhatIsDesiredChanges() throws {
    let fixture = try Fixture(approve: [.create])
    try fixture.hire("ann")
    try ignored(fixture, .create)
    try fixture.set("ann", "title", "CTO")
    #expect(try fixture.list() == ["create ann ignored", "create ann pending"])
  }

  @Test func aRuleThatChangesWhatIsDesiredBringsItBack() throws {
    let fixture = try Fixture(approve: [.create])
    try fixture.hire("ann", "bob")
    try fixture.tasks().forEach { _ = try fixture.engine.decisions.decide(.ignore, [$0.id]) }
    try fixture.apply {
      $0.rules = [
        Rule(
          name: "r", when: .attribute("username", .equals("ann")),
          then: [.set(path: "title", value: "x")])
      ]
    }
    _ = try fixture.engine.planning.reapply("app")
    #expect(try fixture.open() == ["create ann pending"])
  }

  @Test func anIgnoredUpdateReturnsWithTheNextOne() async throws {
    let fixture = try Fixture(approve: [.update])
    try fixture.hire("ann", title: "A")
    try await fixture.run()
    try fixture.set("ann", "title", "B")
    try ignored(fixture, .update)
    _ = try fixture.engine.planning.reapply("app")
    #expect(try fixture.open().isEmpty)
    try fixture.set("ann", "title", "A")
    #expect(try fixture.open().isEmpty)
    try fixture.set("ann", "title", "B")
    #expect(try fixture.open() == ["update ann pending"])
    #expect(
      try fixture.task(.update).changes == [
        AttributeChange(path: "title", from: .string("A"), to: .string("B"))
      ])
  }

  @Test func anIgnoredDeletionKeepsTheAccount() async throws {
    let fixture = try Fixture(approve: [.delete]) { $0.provisioning.whenDeleted = .delete }
    try fixture.hire("ann")
    try await fixture.run()
    _ = try fixture.engine.people.delete("ann")
    try ignored(fixture, .delete)
    _ = try fixture.engine.planning.reapply("app")
    try await fixture.run()
    #expect(try fixture.open().isEmpty)
    #expect(await fixture.accounts() == ["ann"])
  }

  @Test func anIgnoredMembershipStaysIgnoredUntilTheRulesChangeTheirMind() async throws {
    let fixture = try Fixture(approve: [.groups], rules: [.join("Eng", department: "Eng")])
    try fixture.bring([
      Fixture.person("ann", department: "Eng"), Fixture.person("bob", department: "Eng"),
    ])
    try fixture.approveAll()
    try await fixture.run()
    try fixture.hire("cem", department: "Eng")
    try await fixture.run()
    try ignored(fixture, .addMembers)
    _ = try fixture.engine.planning.reapply("app")
    #expect(try fixture.open().isEmpty)
    try fixture.set("cem", "title", "CTO")
    try await fixture.run()
    #expect(try fixture.open().isEmpty)
    try fixture.set("cem", "department", "Sales")
    try fixture.set("cem", "department", "Eng")
    #expect(try fixture.open() == ["add-members Eng pending"])
    #expect(await fixture.groups() == ["Eng: ann, bob"])
  }

  @Test func anIgnoredRemovalKeepsTheMember() async throws {
    let fixture = try Fixture(approve: [.groups], rules: [.join("Eng", department: "Eng")])
    try fixture.hire("ann", department: "Eng")
    try fixture.approveAll()
    try await fixture.run()
    try fixture.set("ann", "department", nil)
    try ignored(fixture, .removeMembers)
    _ = try fixture.engine.planning.reapply("app")
    #expect(try fixture.open().isEmpty)
    #expect(await fixture.groups() == ["Eng: ann"])
  }

  @Test func whoseAccountIsIgnoredDoesNotHoldUpTheGroup() async throws {
    let fixture = try Fixture(approve: [.create], rules: [.join("Eng", department: "Eng")])
    try fixture.bring(["ann", "bob"].map { Fixture.person($0, department: "Eng") })
    _ = try fixture.engine.decisions.decide(.ignore, [try fixture.task(.create, "ann").id])
    try fixture.approveAll()
    try await fixture.run()
    #expect(await fixture.groups() == ["Eng: bob"])
    #expect(try fixture.open().isEmpty)
    #expect(try fixture.list(.failed).isEmpty)
    #expect(try fixture.task(.addMembers).note?.contains("ann") == true)
  }

  @Test func anIgnoredGroupIsNotMade() async throws {
    let fixture = try Fixture(approve: [.groups], rules: [.join("Eng", department: "Eng")])
    try fixture.hire("ann", department: "Eng")
    try ignored(fixture, .createGroup)
    try ignored(fixture, .addMembers)
    try await fixture.run()
    try fixture.hire("bob", department: "Eng")
    _ = try fixture.engine.planning.reapply("app")
    try await fixture.run()
    #expect(try fixture.open().isEmpty)
    #expect(await fixture.groups().isEmpty)
    #expect(await fixture.accounts() == ["ann", "bob"])
  }

  @Test func aGroupIsNotMadeForNobody() async throws {
    let fixture = try Fixture(
      approve: [.create, .groups], rules: [.join("Eng", department: "Eng")])
    try fixture.hire("ann", department: "Eng")
    _ = try fixture.engine.decisions.decide(.approve, [try fixture.task(.createGroup).id])
    try ignored(fixture, .addMembers)
    #expect(try fixture.open() == ["create ann pending"])
    #expect(try fixture.task(.createGroup).note == "no longer needed")
    _ = try fixture.engine.decisions.decide(.retry, [try fixture.task(.addMembers).id])
    #expect(
      try fixture.open() == [
        "create ann pending", "create-group Eng approved", "add-members Eng pending",
      ])
    try fixture.approveAll()
    try await fixture.run()
    #expect(await fixture.groups() == ["Eng: ann"])
  }

  @Test func aRetryBringsItBackToPending() throws {
    let fixture = try Fixture(approve: [.create])
    try fixture.hire("ann")
    try ignored(fixture, .create)
    _ = try fixture.engine.decisions.decide(.retry, [try fixture.task(.create).id])
    #expect(try fixture.list() == ["create ann pending"])
    #expect(try fixture.task(.create).decidedBy == nil)
    #expect(try fixture.reason("ann") == .pending)
    _ = try fixture.engine.planning.reapply("app")
    #expect(try fixture.list() == ["create ann pending"])
  }

  @Test func whatANewerTaskFollowedIsNotBroughtBack() throws {
    let fixture = try Fixture(approve: [.create])
    try fixture.hire("ann")
    let old = try fixture.task(.create).id
    try ignored(fixture, .create)
    try fixture.set("ann", "title", "CTO")
    #expect(throws: EngineError.self) { try fixture.engine.decisions.decide(.retry, [old]) }
    #expect(try fixture.open() == ["create ann pending"])
  }

  @Test func anImportOfTheSameBringsNothingBack() async throws {
    let fixture = try Fixture(
      approve: [.create, .groups], rules: [.join("Eng", department: "Eng")])
    let users = ["ann", "bob"].map { Fixture.person($0, department: "Eng") }
    try fixture.bring(users)
    _ = try fixture.engine.decisions.decide(.ignore, [try fixture.task(.create, "ann").id])
    _ = try fixture.engine.decisions.decide(.approve, [try fixture.task(.create, "bob").id])
    try ignored(fixture, .addMembers)
    try await fixture.run()
    let before = try fixture.list()
    for replace in [false, true] {
      try fixture.bring(users, replace: replace)
      _ = try fixture.engine.planning.reapply("app", scope: .entitlements)
      #expect(try fixture.list() == before)
    }
    #expect(try fixture.open().isEmpty)
    #expect(await fixture.accounts() == ["bob"])
    #expect(await fixture.groups().isEmpty)
  }

  @Test func aRetryBringsIgnoredMembersBackToPending() async throws {
    let fixture = try Fixture(approve: [.groups], rules: [.join("Eng", department: "Eng")])
    try fixture.hire("ann", department: "Eng")
    try fixture.approveAll()
    try await fixture.run()
    try fixture.set("ann", "department", nil)
    try ignored(fixture, .removeMembers)
    _ = try fixture.engine.decisions.decide(.retry, [try fixture.task(.removeMembers).id])
    #expect(try fixture.open() == ["remove-members Eng pending"])
    _ = try fixture.engine.planning.reapply("app")
    #expect(try fixture.open() == ["remove-members Eng pending"])
    try fixture.approveAll()
    try await fixture.run()
    #expect(await fixture.groups() == ["Eng: "])
  }
}
