import Engine
import Provisioning
import SCIM
import Synchronization
import Testing

/// What belongs together is changed together or not at all.
@Suite(.serialized) struct WholeOrNothingTests {
  /// Keeps secrets in memory, and notes what becomes of each.
  private final class Keeper: SecretKeeper {
    let events = Mutex<[String]>([])

    func draft(_ secret: String, for app: String) -> any SecretDraft {
      events.withLock { $0.append("draft \(secret)") }
      return Draft(keeper: self, secret: secret)
    }

    struct Draft: SecretDraft {
      let keeper: Keeper
      let secret: String
      var source: TokenSource { .file("/kept") }
      func keep() { keeper.events.withLock { $0.append("keep \(secret)") } }
      func discard() { keeper.events.withLock { $0.append("discard \(secret)") } }
    }
  }

  private struct Refused: Error {}

  @Test func aTypedTokenIsKeptOnlyWhereItsSettingsAreSaved() throws {
    let fixture = try Fixture()
    let keeper = Keeper()
    let before = try fixture.app.definition
    var after = before
    after.connection.timeout = 9
    #expect(throws: Refused.self) {
      try fixture.engine.appEdits.change(from: before, to: after, secret: "a", keptBy: keeper) {
        _ in
        throw Refused()
      }
    }
    var other = before
    other.connection.timeout = 7
    #expect(throws: EngineError.self, "somebody else changed it meanwhile") {
      try fixture.engine.appEdits.change(from: other, to: after, secret: "b", keptBy: keeper) { _ in
      }
    }
    #expect(try fixture.app.definition == before)
    #expect(keeper.events.withLock { $0 } == ["draft a", "discard a", "draft b", "discard b"])
    _ = try fixture.engine.appEdits.change(from: before, to: after, secret: "c", keptBy: keeper) {
      app in
      #expect(app.connection.token == .file("/kept"), "it is checked as it is saved")
      #expect(keeper.events.withLock { $0.last } == "draft c", "and kept after that")
    }
    #expect(keeper.events.withLock { $0.last } == "keep c")
    #expect(try fixture.app.definition.connection.token == .file("/kept"))
    _ = try fixture.engine.appEdits.change(
      from: try fixture.app.definition, to: before, secret: nil, keptBy: keeper
    ) { _ in }
    #expect(keeper.events.withLock { $0.count } == 6)
  }

  @Test func rolesAreSetTogetherOrNotAtAll() async throws {
    let fixture = try Fixture { $0.roles = ["Staff", "Guests"] }
    try fixture.hire("ann")
    try await fixture.run()
    #expect(throws: EngineError.unknownRole("Nowhere")) {
      try fixture.engine.roles.set(of: "ann", adding: ["Guests"], removing: ["Staff", "Nowhere"])
    }
    #expect(try fixture.engine.reasons.why("ann").user.roles == ["Staff"])
    #expect(try fixture.engine.directory.roles().map(\.name) == ["Staff"])
    let results = try fixture.engine.roles.set(
      of: "ann", adding: ["Guests"], removing: ["Staff"])
    #expect(results.map(\.summary.users) == [1], "evaluated once")
    #expect(try fixture.open().isEmpty, "nobody loses an account in between")
    #expect(try fixture.engine.reasons.why("ann").user.roles == ["Guests"])
    #expect(try fixture.engine.roles.set(of: "ann", adding: ["guests"], removing: []).isEmpty)
  }
}
