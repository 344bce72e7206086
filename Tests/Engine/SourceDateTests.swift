import Engine
import Provisioning
import Testing

/// Accounts of a source that expire by their date: on that day nothing changes in the directory, and no
/// reading would show it. The clock begins at the first of January 2026, midnight in UTC.
@Suite(.serialized) struct SourceDateTests {
  private static let day = 86_400.0
  private static let hour = 3_600.0

  /// How a source is read after the day, if at all.
  enum Reading: CaseIterable { case none, whole, outline, changes, unchanged }

  /// Somebody whose account expires, and somebody who stays.
  private func start(_ ends: String?) async throws -> (Fixture, FakeSource) {
    let fixture = try Fixture()
    try fixture.setUp("corp")
    fixture.clock.advance(Self.hour)
    let source = FakeSource([.named("ann", ends: ends ?? ""), .named("ben", ends: "")])
    source.change { state in
      state.mark = "1"
      state.stamp = "1"
    }
    try await fixture.sync("corp", source)
    try await fixture.run()
    #expect(await fixture.accounts() == ["ann", "ben"])
    return (fixture, source)
  }

  /// Reads the source as it was.
  private func read(_ reading: Reading, _ fixture: Fixture, _ source: FakeSource) async throws {
    source.change { $0.stamp = reading == .unchanged ? "1" : nil }
    switch reading {
    case .none: return
    case .whole, .unchanged: break
    case .outline: source.change { $0.extent = .outline }
    case .changes:
      source.change { state in
        let roles = ["key-ann": ["Staff"], "key-ben": ["Staff"]]
        state.extent = .changes(SourceChanges(people: 2, roles: roles))
      }
    }
    let isFull = reading == .whole
    let result = try await fixture.sync("corp", source) { $0.full = isFull }
    #expect(result.changes.changed == 0, "nothing changed there")
    #expect(result.isConfirmed == (reading == .unchanged))
  }

  @Test(arguments: ["2026-01-02T00:00:00Z", "2026-01-01"], Reading.allCases)
  func whoseAccountExpiresIsActedOnWhenTheDayComes(_ ends: String, _ reading: Reading)
    async throws
  {
    let (fixture, source) = try await start(ends)
    fixture.clock.advance(Self.day - Self.hour - 120)
    try await read(reading, fixture, source)
    try await fixture.run()
    #expect(await fixture.accounts() == ["ann", "ben"], "not before")
    fixture.clock.advance(240)
    try await read(reading, fixture, source)
    try await fixture.run()
    #expect(await fixture.accounts() == ["ann (inactive)", "ben"])
    #expect(try fixture.task(.suspend).reason == "ann left on \(ends)")
    // Neither that nor a further reading brings the account back.
    try await read(reading, fixture, source)
    try await fixture.run()
    #expect(await fixture.accounts() == ["ann (inactive)", "ben"])
    #expect(try fixture.open().isEmpty)
  }

  @Test func whoseAccountIsProlongedStaysOrComesBack() async throws {
    let (fixture, source) = try await start("2026-01-02T00:00:00Z")
    source.change { state in
      state.people[0] = .named("ann", ends: "2026-01-04T00:00:00Z")
      state.stamp = "2"
      (state.extent, state.changed) = (.outline, ["key-ann"])
    }
    try await fixture.sync("corp", source)
    fixture.clock.advance(2 * Self.day)
    try await fixture.run()
    #expect(await fixture.accounts() == ["ann", "ben"])
    fixture.clock.advance(2 * Self.day)
    try await fixture.run()
    #expect(await fixture.accounts() == ["ann (inactive)", "ben"])
    source.change { state in
      state.people[0] = .named("ann", ends: "")
      state.stamp = "3"
    }
    try await fixture.sync("corp", source)
    try await fixture.run()
    #expect(await fixture.accounts() == ["ann", "ben"])
  }
}
