import Engine
import Provisioning
import Testing

/// A million people are ordinary: the work grows with what changed, not with who is there.
@Suite(.serialized) struct ScaleTests {
  /// The quickest of several changes of one user, in a directory of so many.
  private func change(among count: Int) throws -> Duration {
    let fixture = try Fixture(approve: [.create, .update])
    try fixture.bring((0..<count).map { Fixture.person("user\($0)") })
    return try (0..<7).map { round in
      try ContinuousClock().measure { try fixture.set("user7", "title", "Title \(round)") }
    }.min() ?? .zero
  }

  @Test func aChangeOfOneUserCostsTheSameAmongMany() throws {
    let few = try change(among: 20)
    let many = try change(among: 1_200)
    #expect(many < few * 5, "among 20: \(few), among 1,200: \(many)")
  }

  @Test func onlyWhoChangedIsEvaluated() throws {
    let fixture = try Fixture()
    try fixture.bring((0..<300).map { Fixture.person("user\($0)") })
    let people = (0..<300).map { Fixture.person("user\($0)", title: $0 == 9 ? "CTO" : nil) }
    let result = try fixture.bring(people)
    #expect(result.changed == 1 && result.unchanged == 299)
    #expect(result.apps.map(\.summary.users) == [1])
  }
}
