import Engine
import Provisioning
import Testing

/// What a file does not mention, an import does not change; what is set for the directory is kept.
@Suite(.serialized) struct DirectoryFileTests {
  private func entry(
    _ name: String, _ attributes: [String: String] = [:], mentions: Set<String>? = nil,
    status: UserStatus? = nil, roles: [String]? = nil
  ) -> DirectoryEntry {
    DirectoryEntry(
      DirectoryUser(
        username: name, status: status ?? .active, attributes: attributes, roles: roles ?? []),
      mentioned: .init(
        attributes: .only(mentions ?? Set(attributes.keys)), status: status != nil,
        roles: roles != nil))
  }

  @Test func aFileOfTwoColumnsLeavesTheRest() throws {
    let fixture = try Fixture()
    try fixture.bring([Fixture.person("ann", title: "CTO", status: .suspended)])
    let result = try fixture.engine.importDirectory(replace: false, dryRun: false, source: "f") {
      try $0(entry("ann", ["phone": "1"]))
      try $0(entry("bob", ["phone": "2"]))
    }
    #expect((result.added, result.changed) == (1, 1))
    let ann = try fixture.engine.why("ann").user
    #expect(ann.status == .suspended)
    #expect(ann.roles == ["Staff"])
    #expect(ann.attributes["title"] == "CTO")
    #expect(ann.attributes["phone"] == "1")
    #expect(try fixture.engine.why("bob").user.status == .active)
  }

  @Test func anEmptyCellEmptiesTheAttributeAlone() throws {
    let fixture = try Fixture()
    try fixture.bring([Fixture.person("ann", title: "CTO")])
    _ = try fixture.engine.importDirectory(replace: false, dryRun: false, source: "f") {
      try $0(entry("ann", mentions: ["title"]))
    }
    let ann = try fixture.engine.why("ann").user
    #expect(ann.attributes["title"] == nil)
    #expect(ann.attributes["email"] == "ann@x.example")
  }

  @Test func theSettingsOfTheDirectoryAreKeptWhereAFileSaysNothing() throws {
    let fixture = try Fixture()
    var change = DirectorySettings.Change()
    change.columns = ["Surname": "lastname"]
    change.timeZone = "Europe/Berlin"
    let dry = try fixture.engine.apply([], directory: change, dryRun: true)
    #expect(
      dry.differences == [
        "columns.Surname: none → lastname", "time_zone: none → Europe/Berlin",
      ])
    #expect(try fixture.engine.directorySettings() == DirectorySettings())
    _ = try fixture.engine.apply([], directory: change)
    #expect(try fixture.engine.apply([], directory: change).differences == [])
    change = DirectorySettings.Change()
    change.identity = ["badge"]
    #expect(
      try fixture.engine.apply([], directory: change).differences
        == ["identity: [external_id, employee_id] → [badge]"])
    #expect(
      try fixture.engine.directorySettings()
        == DirectorySettings(
          columns: ["Surname": "lastname"], identity: ["badge"], timeZone: "Europe/Berlin"))
  }
}
