import Engine
import Provisioning
import Testing

/// A user belongs to one source, and none takes or deletes what is another's.
@Suite struct SeveralSourcesTests {
  private func two() async throws -> (Fixture, FakeSource, FakeSource) {
    let fixture = try Fixture()
    try fixture.setUp("corp")
    try fixture.setUp("labs")
    let corp = FakeSource([.named("ann"), .named("ben")])
    let labs = FakeSource([.named("lea"), .named("leo")])
    try await fixture.sync("corp", corp)
    try await fixture.sync("labs", labs)
    return (fixture, corp, labs)
  }

  @Test func neitherDeletesTheOthersUsers() async throws {
    let (fixture, corp, _) = try await two()
    #expect(try fixture.usernames == ["ann", "ben", "lea", "leo"])
    corp.change { $0.people.removeLast() }
    let result = try await fixture.sync("corp", corp)
    #expect(result.changes.deleted == 1)
    #expect(try fixture.usernames == ["ann", "lea", "leo"])
  }

  @Test func aUsernameOfAnotherSourceIsAConflictThatIsNamed() async throws {
    let (fixture, corp, labs) = try await two()
    let lea = try fixture.user("lea")
    corp.change { $0.people.append(.named("Lea", key: "key-corp", title: "Other")) }
    let result = try await fixture.sync("corp", corp)
    #expect(
      result.notes == ["conflict: Lea is also a user of labs, who stays as labs has them"])
    #expect(try fixture.user("lea") == lea)
    #expect(try fixture.state(of: "corp").last?.notes == result.notes)
    #expect(try await fixture.sync("labs", labs).changes.unchanged == 2)
  }

  @Test func thePersonOfAnotherSourceIsAConflictThatIsNamed() async throws {
    let (fixture, corp, _) = try await two()
    corp.change { $0.people.append(.named("lea.lee", key: "key-lea")) }
    let result = try await fixture.sync("corp", corp)
    #expect(
      result.notes == ["conflict: lea.lee is lea of labs by the key, and stays as labs has them"])
    #expect(try fixture.usernames == ["ann", "ben", "lea", "leo"])
  }

  @Test func whoIsRenamedIntoAConflictIsNotDeleted() async throws {
    let (fixture, corp, _) = try await two()
    corp.change { $0.people[0] = .named("leo", key: "key-ann") }
    let result = try await fixture.sync("corp", corp)
    #expect(result.changes.deleted == 0)
    #expect(try fixture.usernames == ["ann", "ben", "lea", "leo"])
    #expect(result.notes.count == 1)
  }

  @Test func whoLeftOneSourceMayComeInByAnother() async throws {
    let (fixture, corp, labs) = try await two()
    labs.change { $0.people.removeFirst() }
    try await fixture.sync("labs", labs)
    corp.change { $0.people.append(.named("lea")) }
    let result = try await fixture.sync("corp", corp)
    #expect(result.notes.isEmpty)
    #expect(try fixture.engine.sources.owning(of: fixture.user("lea").id)?.name == "corp")
    #expect(try await fixture.sync("labs", labs).changes.deleted == 0)
    #expect(try fixture.usernames == ["ann", "ben", "lea", "leo"])
  }

  @Test func aSourceTakesOverWhoBelongedToNone() async throws {
    let fixture = try Fixture()
    try fixture.hire("ann", "zoe")
    try fixture.setUp("corp")
    let corp = FakeSource([.named("ann"), .named("ben")])
    try await fixture.sync("corp", corp)
    #expect(try fixture.usernames == ["ann", "ben", "zoe"])
    #expect(try fixture.engine.sources.owning(of: fixture.user("ann").id)?.name == "corp")
    #expect(try fixture.engine.sources.owning(of: fixture.user("zoe").id) == nil)
  }

  @Test func aFileReplacesOnlyThoseOfNoSource() async throws {
    let (fixture, _, _) = try await two()
    try fixture.hire("zoe", "zed")
    let result = try fixture.bring([Fixture.person("zoe")], replace: true)
    #expect(result.deleted == 1)
    #expect(try fixture.usernames == ["ann", "ben", "lea", "leo", "zoe"])
  }

  @Test func theUsersOfASourceThatIsForgottenStay() async throws {
    let (fixture, _, _) = try await two()
    let labs = try fixture.engine.sources.all().filter { $0.name == "labs" }.map(\.definition)
    let apps = try fixture.engine.configuration.definitions()
    _ = try fixture.engine.configuration.apply(apps, sources: labs, prune: true)
    #expect(try fixture.engine.sources.all().map(\.name) == ["labs"])
    #expect(try fixture.usernames == ["ann", "ben", "lea", "leo"])
    #expect(try fixture.engine.sources.owning(of: fixture.user("ann").id) == nil)
  }

  @Test func aSourceThatIsNotThereIsNamed() async throws {
    let (fixture, corp, _) = try await two()
    await #expect(throws: EngineError.unknownSource("cor", known: ["corp", "labs"])) {
      try await fixture.sync("cor", corp)
    }
  }
}
