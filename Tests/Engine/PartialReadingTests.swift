import Engine
import Provisioning
import Testing

/// What becomes of a reading of those who changed.
@Suite struct PartialReadingTests {
  private let staff = ["ann", "ben", "cy"].map { SourcePerson.named($0) }

  /// A source that was read whole once, and has a mark.
  private func start(_ people: [SourcePerson]) async throws -> (Fixture, FakeSource) {
    let fixture = try Fixture()
    try fixture.setUp("corp")
    let source = FakeSource(people)
    source.change { $0.mark = "1" }
    try await fixture.sync("corp", source)
    source.change { $0.mark = "2" }
    return (fixture, source)
  }

  /// Lets a source show those who changed alone, with the roles of all of them.
  private func showChanges(_ source: FakeSource, _ changed: Set<String>) {
    source.change { state in
      state.changed = changed
      let roles = state.people.map { ($0.key, $0.entry.user.roles) }.filter { !$1.isEmpty }
      state.extent = .changes(
        SourceChanges(
          people: state.people.count, roles: Dictionary(uniqueKeysWithValues: roles)))
    }
  }

  // MARK: Marks

  @Test func theMarkGoesOnWithWhatWasTaken() async throws {
    let (fixture, source) = try await start(staff)
    #expect(try fixture.state(of: "corp").mark == "1")
    source.change { $0.people[0] = .named("ann", title: "Lead") }
    showChanges(source, ["key-ann"])
    let result = try await fixture.sync("corp", source)
    #expect(source.now.marks == [nil, "1"])
    #expect((result.read, result.people) == (1, 3))
    #expect(try fixture.user("ann").attributes["title"] == "Lead")
    let state = try fixture.state(of: "corp")
    #expect(state.mark == "2")
    #expect(state.last?.people == 3)
    #expect(state.last?.unchanged == 2)
    #expect(state.last?.owns?.contains("title") == true)
  }

  @Test func whoDiesBeforeItIsTakenGoesOnFromTheMarkBefore() async throws {
    let (fixture, source) = try await start(staff)
    source.change { $0.people[0] = .named("ann", title: "Lead") }
    showChanges(source, ["key-ann"])
    source.change { $0.meanwhile = { throw CancellationError() } }
    await #expect(throws: CancellationError.self) { try await fixture.sync("corp", source) }
    #expect(try fixture.state(of: "corp").mark == "1")
    source.change { $0.meanwhile = nil }
    try await fixture.sync("corp", source)
    #expect(source.now.marks == [nil, "1", "1"])
    #expect(try fixture.user("ann").attributes["title"] == "Lead")
  }

  @Test func aMarkThatIsRefusedMeansEveryoneAndIsSaid() async throws {
    let (fixture, source) = try await start(staff)
    source.change { state in
      state.people.removeLast()
      state.why = "another domain controller answers than before"
    }
    let result = try await fixture.sync("corp", source)
    #expect(result.changes.deleted == 1)
    #expect(result.why == "another domain controller answers than before")
    #expect(
      try fixture.state(of: "corp").last?.extent
        == "everyone was read, because another domain controller answers than before")
  }

  @Test func everyoneIsReadWhenTheTimeHasCome() async throws {
    let (fixture, source) = try await start(staff)
    showChanges(source, [])
    fixture.clock.advance(SourceDefinition.defaultFullEvery - 1)
    try await fixture.sync("corp", source)
    fixture.clock.advance(1)
    let result = try await fixture.sync("corp", source)
    #expect(source.now.marks == [nil, "1", nil])
    #expect(result.why == "its time had come by `full_every`")
    fixture.clock.advance(SourceDefinition.defaultFullEvery - 1)
    try await fixture.sync("corp", source)
    #expect(source.now.marks.last == "2")
  }

  @Test func everyoneIsReadAfterAFailureAndUnderOtherSettings() async throws {
    let (fixture, source) = try await start(staff)
    showChanges(source, [])
    source.change { $0.problems = [SourceProblem(.refused, "no")] }
    await #expect(throws: EngineError.self) { try await fixture.sync("corp", source) }
    try await fixture.sync("corp", source)
    #expect(source.now.marks == [nil, "1", nil])
    try fixture.setUp("corp", limits: SourceLimits(missing: 7))
    let result = try await fixture.sync("corp", source)
    #expect(source.now.marks.last == .some(nil))
    #expect(result.why == "its settings are others now")
    try await fixture.sync("corp", source) { $0.full = true }
    #expect(source.now.marks.last == .some(nil))
  }

  @Test func theMarkWaitsForWhoCouldNotBeTaken() async throws {
    let (fixture, source) = try await start(staff)
    let wrong = SourcePerson.named("ann", ends: "tomorrow")
    source.change { $0.people[0] = wrong }
    showChanges(source, ["key-ann"])
    let result = try await fixture.sync("corp", source)
    #expect(result.notes.count == 1)
    #expect(try fixture.state(of: "corp").mark == "1")
  }

  // MARK: Those who changed alone

  @Test func absenceSaysNothing() async throws {
    let (fixture, source) = try await start(staff)
    showChanges(source, [])
    let result = try await fixture.sync("corp", source)
    #expect(result.changes.deleted == 0)
    #expect(result.changes.unchanged == 3)
    #expect(source.now.readings == 2)
    #expect(try fixture.usernames == ["ann", "ben", "cy"])
  }

  @Test func aRoleIsRightWhoseHolderDidNotChange() async throws {
    let (fixture, source) = try await start(staff)
    source.change { state in
      state.people[0] = .named("ann", roles: [])
      state.people[1] = .named("ben", roles: ["Staff", "Admins"])
    }
    showChanges(source, [])
    let result = try await fixture.sync("corp", source)
    #expect(source.now.readings == 2)
    #expect(result.changes.changed == 2)
    #expect(try fixture.user("ann").roles == [])
    #expect(try Set(fixture.user("ben").roles) == ["Staff", "Admins"])
    #expect(try fixture.user("ben").attributes["email"] == "ben@x.example")
    #expect(try fixture.state(of: "corp").last?.roles == ["Staff": 2, "Admins": 1])
  }

  @Test func rolesThatManyHeldDoNotVanish() async throws {
    let (fixture, source) = try await start((0..<12).map { .named("p\($0)") })
    source.change { state in state.people = (0..<12).map { .named("p\($0)", roles: []) } }
    showChanges(source, [])
    await #expect(throws: EngineError.rolesMissing("corp", count: 12, given: nil)) {
      try await fixture.sync("corp", source)
    }
  }

  @Test func whoIsGoneIsSeenByTheNumberAndAskedFor() async throws {
    let (fixture, source) = try await start(staff)
    source.change { state in
      state.people.removeFirst()
      state.people.append(.named("dee"))
    }
    showChanges(source, ["key-dee"])
    let result = try await fixture.sync("corp", source)
    #expect(source.now.marks == [nil, "1", nil])
    #expect(source.now.asked == ["key-ann"])
    #expect(result.why == "somebody is gone")
    #expect(try fixture.usernames == ["ben", "cy", "dee"])
  }

  @Test func aManagerWhoDidNotChangeIsFound() async throws {
    let (fixture, source) = try await start(staff)
    source.change { state in
      state.people[0] = .named("ann", key: "key-ann")
      state.people[0].manager = "key-ben"
    }
    showChanges(source, ["key-ann"])
    try await fixture.sync("corp", source)
    #expect(source.now.readings == 2)
    #expect(try fixture.user("ann").attributes["manager"] == "ben")
  }

  @Test func aManagerWhoComesIsTheManagerOfWhoDidNotChange() async throws {
    let managed = SourcePerson.named("ann", manager: "dee")
    let (fixture, source) = try await start([managed] + staff.dropFirst())
    #expect(try fixture.user("ann").attributes["manager"] == nil)
    source.change { $0.people.append(.named("eve")) }
    showChanges(source, ["key-eve"])
    try await fixture.sync("corp", source)
    #expect(source.now.marks == [nil, "1"])
    source.change { $0.people.append(.named("dee")) }
    showChanges(source, ["key-dee"])
    let result = try await fixture.sync("corp", source)
    #expect(result.why == "somebody's manager came")
    #expect(try fixture.user("ann").attributes["manager"] == "dee")
    #expect(try fixture.state(of: "corp").absentManagers == nil)
  }

  @Test func anybodyMayBeTheManagerWhereTooManyAreAbsent() async throws {
    let people = (0...201).map { SourcePerson.named("p\($0)", manager: "boss\($0)") }
    let (fixture, source) = try await start(people)
    source.change { $0.people.append(.named("boss201")) }
    showChanges(source, ["key-boss201"])
    try await fixture.sync("corp", source)
    #expect(try fixture.user("p201").attributes["manager"] == "boss201")
  }

  @Test(arguments: [
    ("a rename", "ann", SourcePerson.named("anna", key: "key-ann"), "somebody was renamed"),
    (
      "another's name", "ann", SourcePerson.named("ben", key: "key-ann"),
      "a username went to another person"
    ),
  ])
  func everyoneIsReadWhereOthersMayHaveToChangeToo(
    _ what: String, _ who: String, _ person: SourcePerson, _ why: String
  ) async throws {
    let (fixture, source) = try await start(staff)
    source.change { $0.people[0] = person }
    showChanges(source, ["key-ann"])
    let result = try await fixture.sync("corp", source)
    #expect(source.now.marks == [nil, "1", nil])
    #expect(result.why == why)
  }

  // MARK: Everyone in outline

  @Test func everyoneElseIsAsBefore() async throws {
    let (fixture, source) = try await start(
      staff.map { .named($0.entry.user.username, title: "Clerk") })
    source.change { state in
      state.people[0] = .named("ann", title: "Lead")
      state.people[1] = .named("ben", roles: [], manager: "ann")
      (state.extent, state.changed) = (.outline, ["key-ann"])
    }
    let result = try await fixture.sync("corp", source)
    #expect((result.read, result.people) == (1, 3))
    #expect(try fixture.user("ann").attributes["title"] == "Lead")
    let ben = try fixture.user("ben")
    #expect(ben.roles == [])
    #expect(ben.attributes["manager"] == "ann")
    #expect(ben.attributes["title"] == "Clerk")
    #expect(result.changes.unchanged == 1)
    #expect(try fixture.state(of: "corp").last?.owns?.contains("title") == true)
  }

  @Test func whoIsMissingFromAnOutlineIsGone() async throws {
    let (fixture, source) = try await start(staff)
    source.change { state in
      state.people.removeLast()
      state.extent = .outline
    }
    let result = try await fixture.sync("corp", source)
    #expect(source.now.asked == ["key-cy"])
    #expect(result.changes.deleted == 1)
    source.change { $0.people = [] }
    await #expect(throws: EngineError.nobodyInSource("corp")) {
      try await fixture.sync("corp", source)
    }
  }

  @Test func whoCameIntoSightWithoutAChangeIsLookedUp() async throws {
    let (fixture, source) = try await start(staff)
    source.change { state in
      state.people.append(.named("dee", title: "Clerk"))
      state.extent = .outline
    }
    let result = try await fixture.sync("corp", source)
    #expect(source.now.asked == ["key-dee"])
    #expect(result.changes.added == 1)
    #expect(try fixture.user("dee").attributes["title"] == "Clerk")
  }
}
