import Engine
import Provisioning
import Testing

/// What somebody writes by hand into what a source owns goes with the next reading, also where that
/// reads only who changed at the source.
@Suite struct ChangedByHandTests {
  private static let names = ["ann", "ben", "cy"]

  /// A source that was read whole once, has a mark, and shows who changed since: nobody.
  private func start(
    _ extent: Extent = .changes, roles: [String] = ["Staff"]
  ) async throws -> (Fixture, FakeSource) {
    let fixture = try Fixture()
    try fixture.setUp("corp")
    let source = FakeSource(Self.names.map { .named($0, roles: roles, title: "Clerk") })
    source.change { $0.mark = "1" }
    try await fixture.sync("corp", source)
    source.change { state in
      state.mark = "2"
      let held = Dictionary(uniqueKeysWithValues: state.people.map { ($0.key, roles) })
      state.extent =
        extent == .outline
        ? .outline : .changes(SourceChanges(people: state.people.count, roles: held))
    }
    return (fixture, source)
  }

  /// Whom a reading of who changed shows.
  enum Extent: CaseIterable { case outline, changes }

  /// What a hand does.
  enum Deed: CaseIterable { case value, rename, status, role, deletedRole, deletion, file }

  private func perform(_ deed: Deed, _ engine: ProvisioningEngine) throws {
    switch deed {
    case .value: _ = try engine.people.set("ann") { $0.attributes["title"] = "Boss" }
    case .rename: _ = try engine.people.set("ann") { $0.username = "anna" }
    case .status: _ = try engine.people.set("ann") { $0.status = .suspended }
    case .role: _ = try engine.roles.set(of: "ann", adding: ["Admins"], removing: ["Staff"])
    case .deletedRole: _ = try engine.roles.delete("Staff")
    case .deletion: _ = try engine.people.delete("ann")
    case .file:
      _ = try engine.people.importFile(replace: false, dryRun: false, source: "file") { take in
        var user = DirectoryUser(username: "ann")
        user.attributes = ["external_id": "key-ann", "title": "Boss"]
        try take(
          DirectoryEntry(
            user,
            mentioned: DirectoryEntry.Mentioned(
              attributes: .only(["title"]), status: false, roles: false)))
      }
    }
  }

  @Test(arguments: Extent.allCases, Deed.allCases)
  func theNextReadingCorrectsIt(_ extent: Extent, _ deed: Deed) async throws {
    let (fixture, source) = try await start(extent)
    let before = try fixture.user("ann")
    try perform(deed, fixture.engine)
    #expect(try fixture.state(of: "corp").changedByHand?.contains("key-ann") == true)
    let result = try await fixture.sync("corp", source)
    #expect(try fixture.user("ann") == before)
    #expect(try fixture.usernames == Self.names)
    #expect(try fixture.state(of: "corp").changedByHand == nil)
    // Only who was changed is read; who is renamed back may be somebody's manager.
    if deed != .rename || extent == .outline {
      #expect(source.now.readings == 2)
      #expect(result.read == (deed == .deletedRole ? 3 : 1))
    }
    let again = try await fixture.sync("corp", source)
    #expect(again.read == 0)
  }

  @Test func whoIsGoneThereTooIsGone() async throws {
    let (fixture, source) = try await start()
    _ = try fixture.engine.people.delete("ann")
    source.change { state in
      state.people.removeFirst()
      state.extent = .changes(SourceChanges(people: 2, roles: ["key-ben": ["Staff"]]))
    }
    let result = try await fixture.sync("corp", source)
    #expect(result.why == "somebody is gone")
    #expect(try fixture.usernames == ["ben", "cy"])
  }

  @Test func aSourceThatFindsNobodyIsReadWhole() async throws {
    let (fixture, source) = try await start()
    source.change { $0.findsByKey = false }
    try perform(.value, fixture.engine)
    let result = try await fixture.sync("corp", source)
    #expect(result.why == "users were changed by hand here")
    #expect(try fixture.user("ann").attributes["title"] == "Clerk")
    #expect(try fixture.state(of: "corp").changedByHand == nil)
  }

  @Test func aSourceThatDidNotChangeIsReadForThem() async throws {
    let fixture = try Fixture()
    try fixture.setUp("corp")
    let source = FakeSource(Self.names.map { .named($0, title: "Clerk") })
    source.change { $0.stamp = "same" }
    try await fixture.sync("corp", source)
    #expect(try await fixture.sync("corp", source).isConfirmed)
    try perform(.value, fixture.engine)
    #expect(try await fixture.sync("corp", source).isConfirmed == false)
    #expect(try fixture.user("ann").attributes["title"] == "Clerk")
    #expect(try await fixture.sync("corp", source).isConfirmed)
  }

  @Test func whatIsChangedWhileItIsReadWaitsForTheNextReading() async throws {
    let (fixture, source) = try await start()
    source.change { state in
      state.meanwhile = {
        _ = try fixture.engine.people.set("ben") { $0.attributes["title"] = "Boss" }
      }
    }
    try await fixture.sync("corp", source)
    #expect(try fixture.state(of: "corp").changedByHand == ["key-ben"])
    source.change { $0.meanwhile = nil }
    try await fixture.sync("corp", source)
    #expect(try fixture.user("ben").attributes["title"] == "Clerk")
    #expect(try fixture.state(of: "corp").changedByHand == nil)
  }

  @Test func whereTheyAreManyEveryoneIsRead() async throws {
    let fixture = try Fixture()
    try fixture.setUp("corp")
    let source = FakeSource((1...250).map { .named("user\($0)") })
    source.change { $0.mark = "1" }
    try await fixture.sync("corp", source)
    _ = try fixture.engine.roles.delete("Staff")
    let result = try await fixture.sync("corp", source)
    #expect(result.why == "users were changed by hand here")
    #expect(try fixture.user("user7").roles == ["Staff"])
    #expect(source.now.asked.isEmpty)
  }

  @Test func whoBelongsToNoSourceIsNotNoted() async throws {
    let (fixture, _) = try await start()
    _ = try fixture.engine.people.set("dora") { $0.attributes["title"] = "Boss" }
    #expect(try fixture.state(of: "corp").changedByHand == nil)
  }
}
