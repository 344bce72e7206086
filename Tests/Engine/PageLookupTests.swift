import Text
import Provisioning
import SCIM
import Sandbox
import Testing

@testable import Engine

/// Many accounts are looked for by reading everyone, and nobody is made twice for it.
@Suite(.serialized) struct PageLookupTests {
  private static let names = (1...30).map { "u\($0)" }

  private static func hire(_ fixture: Fixture) throws {
    try fixture.bring(names.map { Fixture.person($0) })
  }

  @Test func manyAreLookedForByAFewPages() async throws {
    let fixture = try Fixture()
    try Self.hire(fixture)
    try await fixture.run()
    #expect(await fixture.accounts() == Self.names.sorted())
    #expect(!fixture.network.sent.contains { $0.path.contains("filter=") })
    #expect(fixture.network.sent.count <= 33)
  }

  @Test func aFewAreAskedForOneByOne() async throws {
    let fixture = try Fixture()
    try fixture.bring(Self.names.prefix(19).map { Fixture.person($0) })
    try await fixture.run()
    #expect(fixture.network.sent.filter { $0.path.contains("filter=") }.count >= 19)
  }

  @Test func whoeverIsOnAPageIsLinked() async throws {
    let fixture = try Fixture()
    let id = try await fixture.stranger("U7", [("title", "Old")])
    try Self.hire(fixture)
    try await fixture.run()
    #expect(try await fixture.id("U7") == id)
    #expect(await fixture.accounts().count == 30)
    #expect(try fixture.reason("u7") == .provisioned)
  }

  @Test func whoeverWasMadeSinceIsAskedFor() async throws {
    let fixture = try Fixture()
    try Self.hire(fixture)
    let posts = Counter()
    fixture.network.decide { request in
      if request.isA("POST", "/Users"), posts.up() == 1 {
        // The run makes them one after the other, and this one is far from its turn.
        _ = try await fixture.stranger("u30")
      }
      return .pass
    }
    try await fixture.run()
    #expect(await fixture.accounts() == Self.names.sorted())
    #expect(try fixture.list().contains("create u30 superseded"))
    #expect(try fixture.reason("u30") == .provisioned)
  }

  /// What may have been made by a lost answer is not on pages that were read before.
  @Test func aLostAnswerIsAskedFor() async throws {
    let fixture = try Fixture()
    try Self.hire(fixture)
    let posts = Counter()
    fixture.network.decide { request in
      request.isA("POST", "/Users") && posts.up() == 3 ? .lose(.timeout) : .pass
    }
    try await fixture.run()
    #expect(await fixture.accounts() == Self.names.sorted())
    #expect(posts.count == 30)
  }

  @Test func pagesThatCannotBeReadAreNoObstacle() async throws {
    let fixture = try Fixture()
    try Self.hire(fixture)
    fixture.network.decide { request in
      let isPage = request.isA("GET", "/Users?") && !request.path.contains("filter=")
      return isPage && !request.path.contains("count=1") ? .answer(500) : .pass
    }
    try await fixture.run()
    #expect(await fixture.accounts() == Self.names.sorted())
  }

  @Test(arguments: [
    (0, 100, 20, 2, true), (4_000, 200, 20, 2, false), (4_000, 200, 50, 2, true),
    (4_000, 200, 50, 1, true), (4_000, 200, 40, 1, false),
    (1_000_001, 1_000, 10_000_000, 2, false),
  ])
  func pagesAreReadWhereTheyAreCheaper(
    _ total: Int, _ pageSize: Int, _ creations: Int, _ questions: Int, _ isCheaper: Bool
  ) {
    #expect(
      PageLookup.isCheaper(
        total: total, pageSize: pageSize, creations: creations, questions: questions) == isCheaper)
  }
}
