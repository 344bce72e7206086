import Engine
import Provisioning
import Testing

/// What a whole reading of a source comes to.
@Suite struct DirectorySyncTests {
  private let staff = ["ann", "ben", "cy"].map { SourcePerson.named($0) }

  @Test func aReadingBecomesUsersAndTheirTasks() async throws {
    let fixture = try Fixture(approve: [.create])
    try fixture.setUp("corp")
    let result = try await fixture.sync("corp", FakeSource(staff))
    #expect(result.people == 3)
    #expect(result.changes.added == 3)
    #expect(try fixture.usernames == ["ann", "ben", "cy"])
    #expect(try fixture.tasks(.pending).count == 3)
    let ann = try fixture.user("ann")
    #expect(try fixture.engine.sources.owning(of: ann.id)?.name == "corp")
  }

  @Test func whatTheSourceOwnsIsNoted() async throws {
    let fixture = try Fixture()
    try fixture.setUp("corp")
    try await fixture.sync("corp", FakeSource(staff))
    let owned = ["email", "external_id", "manager", "roles", "status", "title"]
    #expect(try fixture.state(of: "corp").last?.owns == owned)
  }

  @Test func theSameReadingChangesNothing() async throws {
    let fixture = try Fixture()
    try fixture.setUp("corp")
    let source = FakeSource(staff)
    try await fixture.sync("corp", source)
    let entries = try fixture.engine.audit.count()
    let result = try await fixture.sync("corp", source)
    #expect(result.changes.unchanged == 3)
    #expect(result.changes.added + result.changes.changed + result.changes.deleted == 0)
    #expect(try fixture.engine.audit.count() == entries)
  }

  @Test func aDryRunOnlyCounts() async throws {
    let fixture = try Fixture()
    try fixture.setUp("corp")
    let result = try await fixture.sync("corp", FakeSource(staff)) { $0.dryRun = true }
    #expect(result.changes.added == 3)
    #expect(try fixture.usernames == [])
    #expect(try fixture.state(of: "corp").last == nil)
  }

  @Test func whoIsRenamedIsTheSamePerson() async throws {
    let fixture = try Fixture()
    try fixture.setUp("corp")
    let source = FakeSource(staff)
    try await fixture.sync("corp", source)
    let id = try fixture.user("ann").id
    source.change { $0.people[0] = .named("anna", key: "key-ann") }
    let result = try await fixture.sync("corp", source)
    #expect(result.changes.renamed == 1)
    #expect(try fixture.user("anna").id == id)
    #expect(try fixture.usernames == ["anna", "ben", "cy"])
  }

  @Test func whoComesBackIsTheSamePerson() async throws {
    let fixture = try Fixture()
    try fixture.setUp("corp")
    let source = FakeSource(staff)
    try await fixture.sync("corp", source)
    let id = try fixture.user("ann").id
    source.change { $0.people.removeFirst() }
    #expect(try await fixture.sync("corp", source).changes.deleted == 1)
    source.change { $0.people.append(.named("ann")) }
    #expect(try await fixture.sync("corp", source).changes.added == 1)
    #expect(try fixture.user("ann").id == id)
  }

  @Test func aManagerIsNamedByTheUsername() async throws {
    let fixture = try Fixture()
    try fixture.setUp("corp")
    let source = FakeSource([
      .named("ann", manager: "ben"), .named("ben"), .named("cy", manager: "nobody"),
    ])
    let result = try await fixture.sync("corp", source)
    #expect(try fixture.user("ann").attributes["manager"] == "ben")
    #expect(try fixture.user("cy").attributes["manager"] == nil)
    #expect(result.notes.contains { $0.hasPrefix("1 person has a manager") })
    source.change { $0.people[1] = .named("benjamin", key: "key-ben") }
    try await fixture.sync("corp", source)
    #expect(try fixture.user("ann").attributes["manager"] == "benjamin")
  }

  @Test func whoHasNoUsernameStaysAsTheyAre() async throws {
    let fixture = try Fixture()
    try fixture.setUp("corp")
    let source = FakeSource(staff)
    try await fixture.sync("corp", source)
    source.change { $0.people[0] = .named("", key: "key-ann") }
    let result = try await fixture.sync("corp", source)
    #expect(try fixture.usernames == ["ann", "ben", "cy"])
    #expect(result.notes == ["1 without a username is left out"])
  }

  @Test func twoOfOneUsernameAreNamedAndDoNotFight() async throws {
    let fixture = try Fixture()
    try fixture.setUp("corp")
    let source = FakeSource(staff)
    try await fixture.sync("corp", source)
    let id = try fixture.user("ann").id
    for place in [0, 3] {
      source.change { $0.people.insert(.named("ANN", key: "key-other"), at: place) }
      let result = try await fixture.sync("corp", source)
      #expect(try fixture.user("ann").id == id)
      #expect(try fixture.usernames == ["ann", "ben", "cy"])
      #expect(result.notes == ["conflict: several are called ANN; cn=key-other is left out"])
      source.change { state in state.people.removeAll { $0.key == "key-other" } }
    }
  }

  @Test func aSourceThatDidNotChangeIsNotReadAgain() async throws {
    let fixture = try Fixture()
    try fixture.setUp("corp")
    let source = FakeSource(staff)
    source.change { $0.stamp = "1" }
    try await fixture.sync("corp", source)
    #expect(try await fixture.sync("corp", source).isConfirmed)
    #expect(source.now.readings == 1)
    try await fixture.sync("corp", source) { $0.full = true }
    #expect(source.now.readings == 2)
    fixture.clock.advance(SourceDefinition.defaultFullEvery)
    try await fixture.sync("corp", source)
    #expect(source.now.readings == 3)
    source.change { $0.stamp = "2" }
    try await fixture.sync("corp", source)
    #expect(source.now.readings == 4)
    try fixture.setUp("corp", limits: SourceLimits(missing: 7))
    try await fixture.sync("corp", source)
    #expect(source.now.readings == 5)
  }

  @Test func oneReadsAtATime() async throws {
    let fixture = try Fixture()
    try fixture.setUp("corp")
    let source = FakeSource(staff)
    let busy = Counter()
    source.change { state in
      state.meanwhile = {
        // Somebody else may not begin while this one reads.
        let sources = try fixture.engine.sources.all()
        if let reader = sources.first?.state.reader, reader.until > fixture.clock.now() {
          busy.up()
        }
      }
    }
    try await fixture.sync("corp", source)
    #expect(busy.count == 1)
    #expect(try fixture.state(of: "corp").reader == nil)
    try fixture.store.write { session in
      var record = try #require(try session.sources.all().first)
      record.state.reader = SourceReader(name: "kim-1", until: fixture.clock.now() + 5)
      try session.sources.save(record)
    }
    await #expect(throws: EngineError.sourceIsRead("corp", by: "kim-1", seconds: 5)) {
      try await fixture.sync("corp", source)
    }
    // Who died while reading keeps nobody out for ever.
    fixture.clock.advance(6)
    try await fixture.sync("corp", source)
  }

  @Test func itIsReadByItselfWhenItsTimeHasCome() async throws {
    let fixture = try Fixture()
    try fixture.setUp("corp", every: 900)
    let source = FakeSource(staff)
    let schedule = DirectorySchedule(
      DirectorySync(fixture.engine, sources: source) { MemorySpool() })
    let start = fixture.clock.now()
    let task = Task { await schedule.run() }
    while source.now.readings < 3 { await Task.yield() }
    task.cancel()
    await task.value
    #expect(fixture.clock.now() - start >= 1800)
    #expect(try fixture.usernames == ["ann", "ben", "cy"])
  }
}
