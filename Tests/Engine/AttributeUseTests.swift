import Engine
import Provisioning
import Testing

/// What of the directory can be chosen from.
@Suite(.serialized) struct AttributeUseTests {
  @Test func attributesAndValuesAreCounted() throws {
    let fixture = try Fixture()
    for (name, team) in [("ann", "Red"), ("bob", "Blue"), ("cem", "Red"), ("dora", "")] {
      try fixture.hire(name)
      try fixture.set(name, "x_team", team)
    }
    let use = try #require(
      try fixture.engine.directory.attributeUse().first { $0.name == "x_team" })
    #expect(use.count == 3)
    #expect(use.values == [.init("Red", count: 2), .init("Blue", count: 1)])
    #expect(try fixture.engine.directory.attributeUse(ofUsers: 0).isEmpty)
  }
}
