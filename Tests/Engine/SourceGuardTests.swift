import Engine
import Provisioning
import Testing

/// A half-read answer empties no directory.
@Suite struct SourceGuardTests {
  private static func people(_ count: Int, roles: [String] = ["Staff"]) -> [SourcePerson] {
    (1...count).map { .named("user\($0)", roles: roles) }
  }

  /// A directory of so many people that were read.
  private func read(_ count: Int, limits: SourceLimits = SourceLimits()) async throws -> (
    Fixture, FakeSource
  ) {
    let fixture = try Fixture()
    try fixture.setUp("corp", limits: limits)
    let source = FakeSource(Self.people(count))
    try await fixture.sync("corp", source)
    return (fixture, source)
  }

  @Test func nobodyAtAllIsAlwaysRefused() async throws {
    let (fixture, source) = try await read(3)
    source.change { $0.people = [] }
    for accepted in [nil, 3] {
      await #expect(throws: EngineError.nobodyInSource("corp")) {
        try await fixture.sync("corp", source) { $0.acceptMissing = accepted }
      }
    }
    #expect(try fixture.usernames.count == 3)
  }

  struct Half: Sendable, CustomTestStringConvertible {
    let before: Int
    let left: Int
    var limits = SourceLimits()
    let isRefused: Bool
    var testDescription: String { "\(left) of \(before), \(limits.words(of: before))" }
  }

  static let halves: [Half] = [
    Half(before: 200, left: 199, isRefused: false),
    Half(before: 200, left: 181, isRefused: false),
    Half(before: 200, left: 179, isRefused: true),
    Half(before: 10, left: 6, isRefused: false),
    Half(before: 10, left: 4, isRefused: true),
    Half(before: 100, left: 97, limits: SourceLimits(missing: 2), isRefused: true),
    Half(before: 100, left: 98, limits: SourceLimits(missing: 2), isRefused: false),
    Half(before: 100, left: 98, limits: SourceLimits(share: 0.01), isRefused: true),
    Half(before: 2, left: 1, limits: SourceLimits(missing: 0), isRefused: true),
  ]

  @Test(arguments: halves)
  func tooManyMissingStopIt(_ half: Half) async throws {
    let (fixture, source) = try await read(half.before, limits: half.limits)
    source.change { $0.people = Array($0.people.prefix(half.left)) }
    for findsByKey in [true, false] {
      source.change { $0.findsByKey = findsByKey }
      guard half.isRefused else { continue }
      let count = half.before - half.left
      let error = await #expect(throws: EngineError.self) {
        try await fixture.sync("corp", source)
      }
      #expect(error?.sentence.contains("\(count) of \(half.before) people are missing") == true)
      #expect(try fixture.usernames.count == half.before)
      #expect(try fixture.state(of: "corp").failure?.sentence == error?.sentence)
      // Only the right number lets it through.
      await #expect(throws: EngineError.self) {
        try await fixture.sync("corp", source) { $0.acceptMissing = count + 1 }
      }
    }
    // Whoever is too many to be gone is not asked for one by one.
    #expect(source.now.asked.isEmpty)
    let result = try await fixture.sync("corp", source) {
      if half.isRefused { $0.acceptMissing = half.before - half.left }
    }
    #expect(result.changes.deleted == half.before - half.left)
    #expect(try fixture.usernames.count == half.left)
    // A number where nobody is missing is a slip, and is said as one.
    let slip = await #expect(throws: EngineError.self) {
      try await fixture.sync("corp", source) { $0.acceptMissing = 7 }
    }
    #expect(slip?.sentence.hasPrefix("corp: nobody is missing, not 7; ") == true)
    try await fixture.sync("corp", source)
    #expect(try fixture.state(of: "corp").failure == nil)
  }

  @Test func whoIsMissingIsAskedForBeforeTheyAreGone() async throws {
    let (fixture, source) = try await read(6)
    source.change { state in
      state.hidden = [state.people[0]]
      state.people.removeFirst(2)
    }
    let result = try await fixture.sync("corp", source)
    #expect(source.now.asked.sorted() == ["key-user1", "key-user2"])
    #expect(result.changes.deleted == 1)
    #expect(try fixture.usernames == ["user1", "user3", "user4", "user5", "user6"])
    #expect(result.notes == ["1 missing from the list was there when asked for by key"])
  }

  /// The number that an error asks for is the one that lets it through, also where the username of
  /// somebody who is gone is another person's now.
  @Test func whoseNameWentToAnotherIsMissingToo() async throws {
    let (fixture, source) = try await read(6, limits: SourceLimits(missing: 1))
    source.change { state in
      state.people.removeFirst(2)
      state.people.append(.named("user1", key: "key-new"))
    }
    let error = await #expect(throws: EngineError.self) { try await fixture.sync("corp", source) }
    #expect(error?.sentence.contains("2 of 6 people are missing") == true)
    let result = try await fixture.sync("corp", source) { $0.acceptMissing = 2 }
    #expect(result.changes.deleted == 2)
    #expect(try fixture.user("user1").attributes["external_id"] == "key-new")
    #expect(try fixture.usernames.count == 5)
  }

  static let broken: [SourceProblem.Kind] = [
    .unreachable, .tls, .refused, .configuration, .incomplete, .unreadable,
  ]

  @Test(arguments: broken)
  func aReadingThatDoesNotEndIsNone(_ kind: SourceProblem.Kind) async throws {
    let (fixture, source) = try await read(4)
    let problem = SourceProblem(kind, "it broke off")
    source.change { state in
      state.people.removeLast()
      state.people[0] = .named("user1", title: "New")
      state.problems = [problem]
    }
    await #expect(throws: EngineError.source("corp", problem)) {
      try await fixture.sync("corp", source)
    }
    #expect(try fixture.usernames.count == 4)
    #expect(try fixture.user("user1").attributes["title"] == nil)
    #expect(try fixture.state(of: "corp").failure?.sentence == "it broke off")
    #expect(try fixture.state(of: "corp").last?.people == 4)
  }

  @Test func whatMayPassIsTriedAgainInTheSameReading() async throws {
    let (fixture, source) = try await read(4)
    let problem = SourceProblem(.incomplete, "it broke off", heals: true)
    source.change { state in
      state.people.append(.named("new"))
      state.problems = [problem, problem]
    }
    let result = try await fixture.sync("corp", source)
    #expect(result.people == 5)
    #expect(result.changes.added == 1)
    source.change { $0.problems = [problem, problem, problem] }
    await #expect(throws: EngineError.source("corp", problem)) {
      try await fixture.sync("corp", source)
    }
  }

  @Test func whatMayPassIsAskedAgainBeforeTheReadingToo() async throws {
    let fixture = try Fixture()
    try fixture.setUp("corp")
    let source = FakeSource([.named("ann")])
    let half = SourceProblem(.incomplete, "half a list of roles", heals: true)
    source.change { $0.stampProblems = [half, half] }
    #expect(try await fixture.sync("corp", source).changes.added == 1)
    source.change { $0.stampProblems = [half, half, half] }
    await #expect(throws: EngineError.self) { try await fixture.sync("corp", source) }
  }

  @Test func aPageThatComesTwiceIsAnError() async throws {
    let (fixture, source) = try await read(9)
    source.change { state in
      state.people = Array(state.people[0..<6] + state.people[0..<3])
    }
    let error = await #expect(throws: EngineError.self) { try await fixture.sync("corp", source) }
    #expect(error?.sentence.contains("came twice") == true)
    #expect(try fixture.usernames.count == 9)
  }

  struct Emptied: Sendable, CustomTestStringConvertible {
    /// How many hold each role, before and after.
    let before: [Int]
    let after: [Int]
    /// How many of them are suspiciously gone.
    let lost: Int
    var testDescription: String { "\(before) to \(after)" }
  }

  static let emptied: [Emptied] = [
    Emptied(before: [12], after: [0], lost: 12), Emptied(before: [9], after: [0], lost: 0),
    Emptied(before: [12, 40], after: [0, 40], lost: 12),
    Emptied(before: [30], after: [14], lost: 16), Emptied(before: [30], after: [16], lost: 0),
    Emptied(before: [12, 12], after: [12, 3], lost: 0),
  ]

  @Test(arguments: emptied)
  func rolesThatManyHeldDoNotVanish(_ row: Emptied) async throws {
    let lost = row.lost
    let fixture = try Fixture()
    try fixture.setUp("corp")
    func people(_ counts: [Int]) -> [SourcePerson] {
      (1...60).map { number -> SourcePerson in
        let held = counts.indices.filter { number <= counts[$0] }
        return SourcePerson.named("user\(number)", roles: held.map { "Role \($0)" })
      }
    }
    let source = FakeSource(people(row.before))
    try await fixture.sync("corp", source)
    let roles = try fixture.engine.directory.roles()
    let later = people(row.after)
    source.change { $0.people = later }
    if lost > 0 {
      await #expect(throws: EngineError.rolesMissing("corp", count: lost, given: nil)) {
        try await fixture.sync("corp", source)
      }
      #expect(try fixture.engine.directory.roles() == roles)
      await #expect(throws: EngineError.rolesMissing("corp", count: lost, given: lost + 1)) {
        try await fixture.sync("corp", source) { $0.acceptLostRoles = lost + 1 }
      }
    }
    try await fixture.sync("corp", source) { if lost > 0 { $0.acceptLostRoles = lost } }
    #expect(try fixture.engine.directory.roles().map(\.members) == row.after)
  }

  @Test func whatChangesWhileItIsReadIsNotOverwritten() async throws {
    let (fixture, source) = try await read(3)
    source.change { state in
      state.people.removeLast()
      state.meanwhile = { try fixture.setUp("corp", limits: SourceLimits(missing: 0)) }
    }
    await #expect(throws: EngineError.sourceChanged("corp")) {
      try await fixture.sync("corp", source)
    }
    #expect(try fixture.usernames.count == 3)
  }
}
