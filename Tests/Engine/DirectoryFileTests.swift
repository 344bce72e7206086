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
    let result = try fixture.engine.people.importFile(replace: false, dryRun: false, source: "f") {
      try $0(entry("ann", ["phone": "1"]))
      try $0(entry("bob", ["phone": "2"]))
    }
    #expect((result.added, result.changed) == (1, 1))
    let ann = try fixture.engine.reasons.why("ann").user
    #expect(ann.status == .suspended)
    #expect(ann.roles == ["Staff"])
    #expect(ann.attributes["title"] == "CTO")
    #expect(ann.attributes["phone"] == "1")
    #expect(try fixture.engine.reasons.why("bob").user.status == .active)
  }

  @Test func anEmptyCellEmptiesTheAttributeAlone() throws {
    let fixture = try Fixture()
    try fixture.bring([Fixture.person("ann", title: "CTO")])
    _ = try fixture.engine.people.importFile(replace: false, dryRun: false, source: "f") {
      try $0(entry("ann", mentions: ["title"]))
    }
    let ann = try fixture.engine.reasons.why("ann").user
    #expect(ann.attributes["title"] == nil)
    #expect(ann.attributes["email"] == "ann@x.example")
  }

  @Test func theSettingsOfTheDirectoryAreKeptWhereAFileSaysNothing() throws {
    let fixture = try Fixture()
    var change = DirectorySettings.Change()
    change.columns = ["Surname": "lastname"]
    change.timeZone = "Europe/Berlin"
    let dry = try fixture.engine.configuration.apply([], directory: change, dryRun: true)
    #expect(
      dry.differences == [
        "columns.Surname: none → lastname", "time_zone: none → Europe/Berlin",
      ])
    #expect(try fixture.engine.configuration.directorySettings() == DirectorySettings())
    _ = try fixture.engine.configuration.apply([], directory: change)
    #expect(try fixture.engine.configuration.apply([], directory: change).differences == [])
    change = DirectorySettings.Change()
    change.identity = ["badge"]
    #expect(
      try fixture.engine.configuration.apply([], directory: change).differences
        == ["identity: [external_id, employee_id] → [badge]"])
    #expect(
      try fixture.engine.configuration.directorySettings()
        == DirectorySettings(
          columns: ["Surname": "lastname"], identity: ["badge"], timeZone: "Europe/Berlin"))
  }

  @Test func theImportSaysHowManyKeepWhatItDoesNotMention() throws {
    let fixture = try Fixture()
    try fixture.bring([
      Fixture.person("ann", title: "CTO"), Fixture.person("bob", status: .suspended),
      Fixture.person("cem", title: "CEO"),
    ])
    let result = try fixture.engine.people.importFile(replace: false, dryRun: true, source: "f") {
      try $0(entry("ann", ["email": "a@x"]))
      try $0(entry("bob", ["email": "b@x", "title": "x"]))
      try $0(entry("eve", ["email": "e@x"]))
    }
    #expect(
      result.kept == ["firstname": 2, "lastname": 2, "title": 1, "roles": 2, "status": 1])
  }

  @Test(
    arguments: [
      // Who is there, who is in the file, the number given, and whether it goes on.
      (8, 0, nil, false), (8, 0, 8, true), (8, 0, 7, false), (1, 0, nil, false), (1, 0, 1, true),
      (0, 0, nil, true), (8, 1, nil, true), (8, 1, 7, true), (8, 1, 6, false), (2, 2, nil, true),
      (2, 2, 0, true), (2, 2, 1, false), (0, 3, nil, true),
    ] as [(Int, Int, Int?, Bool)])
  func aFileWithoutAnybodyOfThemAsksForTheNumber(
    _ row: (stored: Int, named: Int, accepted: Int?, goesOn: Bool)
  ) throws {
    let fixture = try Fixture()
    let people = (0..<8).map { Fixture.person("u\($0)") }
    try fixture.bring(Array(people.prefix(row.stored)))
    func bring(_ accepted: Int?, dryRun: Bool = false) throws -> Int {
      try fixture.engine.people.importFile(
        replace: true, acceptDeletions: accepted, dryRun: dryRun, source: "f"
      ) { take in
        for person in people.prefix(row.named) { try take(DirectoryEntry(whole: person)) }
      }.deleted
    }
    let deleted = max(0, row.stored - row.named)
    #expect(try bring(nil, dryRun: true) == deleted)
    if row.goesOn {
      #expect(try bring(row.accepted) == deleted)
    } else {
      #expect(
        throws: EngineError.wrongDeletions(
          deleted, ofEverybody: row.named == 0, given: row.accepted)
      ) { try bring(row.accepted) }
      #expect(
        try fixture.engine.directory.users(search: "", role: nil, limit: nil) { _ in } == row.stored
      )
    }
  }

  @Test func otherPeopleInTheirPlaceAskForTheNumberToo() throws {
    let fixture = try Fixture()
    try fixture.hire("ann", "bob")
    #expect(throws: EngineError.wrongDeletions(2, ofEverybody: true, given: nil)) {
      try fixture.bring([Fixture.person("eve"), Fixture.person("fay")], replace: true)
    }
    #expect(try fixture.engine.directory.users(search: "", role: nil, limit: nil) { _ in } == 2)
  }
}
