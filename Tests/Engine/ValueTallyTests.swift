import Provisioning
import SCIM
import Testing

@testable import Engine

/// What a value that is not saved gives, over the whole directory.
@Suite struct ValueTallyTests {
  private func fixture() throws -> Fixture {
    let fixture = try Fixture()
    try fixture.hire("ann", "bo", title: "Lead")
    try fixture.hire("cy")
    return fixture
  }

  @Test func countsWhoGetsAValueAndWhoNone() throws {
    let tally = try fixture().engine.tallies.tally("app", "title", "{{ title | upper }}")
    #expect((tally.given, tally.empty, tally.wrong) == (2, 1, 0))
    #expect(tally.users == 3 && tally.isAll)
    #expect(
      tally.examples == [
        .init(username: "ann", value: "LEAD"), .init(username: "bo", value: "LEAD"),
      ])
  }

  @Test func countsOfWhomConditionsAreTrue() throws {
    let tally = try fixture().engine.tallies.tally([
      .attribute("title", .equals("lead")), .any([.attribute("username", .equals("cy"))]), .all([]),
      .all([.attribute("title", .isEmpty(true)), .attribute("username", .equals("ann"))]),
    ])
    #expect(tally.counts == [2, 1, 3, 0] && tally.users == 3 && tally.isAll)
    #expect(throws: EngineError.self) {
      try fixture().engine.tallies.tally([.attribute("title", .matches("("))])
    }
  }

  @Test func namesThoseForWhomItIsOfTheWrongKind() throws {
    let tally = try fixture().engine.tallies.tally("app", "active", "{{ title }}")
    #expect((tally.given, tally.empty, tally.wrong) == (0, 1, 2))
    #expect(tally.examples.map(\.username) == ["ann", "bo"])
    #expect(tally.examples[0].value.contains("which is not true or false"))
  }

  @Test func whatCannotBeReadIsRefused() throws {
    #expect(throws: EngineError.self) {
      try fixture().engine.tallies.tally("app", "title", "{{ title")
    }
  }
}
