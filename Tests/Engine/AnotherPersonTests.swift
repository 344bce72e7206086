import Text
import Engine
import Provisioning
import SCIM
import Sandbox
import Testing

/// The same username under another key is another person, who gets nothing of the earlier one's.
@Suite(.serialized) struct AnotherPersonTests {
  private static func smith(_ first: String, _ key: String) -> DirectoryUser {
    DirectoryUser(
      username: "jsmith",
      attributes: [
        "firstname": first, "lastname": "Smith", "email": "jsmith@x.example", "external_id": key,
      ], roles: ["Staff"])
  }

  private static func person(_ name: String, _ key: String) -> DirectoryUser {
    var user = Fixture.person(name)
    user.attributes["external_id"] = key
    return user
  }

  private static let words = "jsmith was John Smith, E1; this is Jane Smith, E2"

  /// The account of John in the app, whatever its name.
  private func john(_ fixture: Fixture) async -> [String] {
    await fixture.sandbox.users.filter { $0["externalId"]?.scalarText == "E1" }.map { user in
      let first = user["name"]?["givenName"]?.scalarText ?? "?"
      return "\(first) \(user["active"]?.bool == false ? "inactive" : "active")"
    }
  }

  @Test(arguments: LeaverAction.allCases)
  func whoGetsANameOfALeaverGetsNothingElse(_ action: LeaverAction) async throws {
    let fixture = try Fixture { $0.provisioning.whenDeleted = action }
    try fixture.bring([Self.smith("John", "E1")])
    try await fixture.run()
    _ = try fixture.engine.people.delete("jsmith")
    try await fixture.run()
    let before = await john(fixture)
    let result = try fixture.bring([Self.smith("Jane", "E2")])
    #expect(result.added == 1 && result.displaced == 0)
    try await fixture.run()
    #expect(await john(fixture) == before)
    let why = try #require(try fixture.engine.reasons.why("jsmith").apps.first)
    #expect(why.succession == Self.words)
    guard action != .delete else {
      #expect(await fixture.accounts() == ["jsmith"])
      return
    }
    #expect(why.account == nil)
    #expect(why.reason == .conflict, "\(why.sentence)")
    #expect(why.sentence.contains("\(Self.words): another person"))
    #expect(try fixture.tasks().filter { $0.action == .create }.count == 1)
    #expect(!(await fixture.accounts()).contains("jsmith") || action == .nothing)
  }

  @Test func anotherKeyUnderTheSameNameIsALeaverAndANewPerson() async throws {
    let fixture = try Fixture { $0.provisioning.whenDeleted = .suspend }
    try fixture.bring([Self.smith("John", "E1")])
    try await fixture.run()
    let result = try fixture.bring([Self.smith("Jane", "E2")])
    #expect(result.added == 1 && result.deleted == 1 && result.displaced == 1)
    #expect(result.people == [Self.words])
    let suspension = try fixture.task(.suspend)
    #expect(suspension.reason.contains(Self.words))
    try await fixture.run()
    #expect(await john(fixture) == ["John inactive"])
    #expect(try fixture.engine.reasons.why("jsmith").apps.first?.account == nil)
    var entries: [String] = []
    try fixture.engine.audit.entries(limit: nil) { entries.append($0.action) }
    #expect(entries.contains("user.succeed"))
  }

  @Test func theSameFileAgainChangesNothing() throws {
    let fixture = try Fixture()
    try fixture.bring([Self.smith("John", "E1")])
    try fixture.bring([Self.smith("Jane", "E2")])
    let again = try fixture.bring([Self.smith("Jane", "E2")])
    #expect(again.unchanged == 1 && again.added + again.changed + again.deleted == 0)
  }

  @Test func aKeyThatWasEmptyInBetweenIsNotForgotten() throws {
    let fixture = try Fixture()
    try fixture.bring([Self.smith("John", "E1")])
    let id = try fixture.engine.reasons.why("jsmith").user.id
    #expect(try fixture.bring([Self.smith("John", "")]).changed == 1)
    #expect(try fixture.engine.reasons.why("jsmith").user.id == id)
    let result = try fixture.bring([Self.smith("Jane", "E2")])
    #expect(result.displaced == 1 && result.added == 1)
    #expect(try fixture.engine.reasons.why("jsmith").user.id != id)
  }

  @Test func aKeyThatWasEmptyAndGetsAValueIsNobodyElse() throws {
    let fixture = try Fixture()
    try fixture.bring([Self.smith("John", "")])
    let id = try fixture.engine.reasons.why("jsmith").user.id
    #expect(try fixture.bring([Self.smith("John", "E1")]).changed == 1)
    #expect(try fixture.engine.reasons.why("jsmith").user.id == id)
  }

  @Test func whoComesBackTakesTheNameFromWhoHasItNow() async throws {
    let fixture = try Fixture()
    try fixture.bring([Self.smith("John", "E1")])
    let john = try fixture.engine.reasons.why("jsmith").user.id
    try fixture.bring([Self.smith("Jane", "E2")])
    let result = try fixture.bring([Self.smith("John", "E1")])
    #expect(result.displaced == 1 && result.added == 1)
    #expect(try fixture.engine.reasons.why("jsmith").user.id == john)
  }

  @Test func theConfiguredKeyDecides() throws {
    let fixture = try Fixture()
    var directory = DirectorySettings.Change()
    directory.identity = ["badge"]
    _ = try fixture.engine.configuration.apply(
      try fixture.engine.configuration.definitions("app"), directory: directory)
    var john = Self.smith("John", "E1")
    john.attributes["badge"] = "7"
    try fixture.bring([john])
    john.attributes["external_id"] = "E2"
    #expect(try fixture.bring([john]).displaced == 0)
    john.attributes["badge"] = "8"
    #expect(try fixture.bring([john]).displaced == 1)
  }

  // MARK: Many at once

  private static func numbered(_ prefix: String, _ count: Int, from first: Int = 1)
    -> [DirectoryUser]
  {
    (0..<count).map { person("u\($0)", "\(prefix)\($0 + first)") }
  }

  @Test func manyNewKeysStopTheImportUntilSomebodySaysWhatItIs() throws {
    let fixture = try Fixture()
    try fixture.bring(Self.numbered("E", 8))
    let ids = try (0..<8).map { try fixture.engine.reasons.why("u\($0)").user.id }
    let error = #expect(throws: EngineError.self) { try fixture.bring(Self.numbered("W", 8)) }
    guard case .keysChanged(8, of: 8, let examples) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(examples.count == 3 && examples[0].contains("E1; this is"))
    #expect(error?.sentence.contains("--rekey") == true)
    #expect(try fixture.engine.reasons.why("u0").user.attributes["external_id"] == "E1")
    let result = try fixture.engine.people.importFile(
      replace: true, dryRun: false, source: "f", keys: .samePeople
    ) { take in
      for user in Self.numbered("W", 8) { try take(DirectoryEntry(whole: user)) }
    }
    #expect(result.rekeyed == 8 && result.changed == 8 && result.deleted == 0)
    #expect(try (0..<8).map { try fixture.engine.reasons.why("u\($0)").user.id } == ids)
    #expect(try fixture.bring(Self.numbered("W", 8)).unchanged == 8)
  }

  @Test func otherPeopleAreTakenByTheirExactNumber() throws {
    let fixture = try Fixture()
    try fixture.bring(Self.numbered("E", 4))
    func bring(_ count: Int) throws -> ImportResult {
      try fixture.engine.people.importFile(
        replace: false, dryRun: false, source: "f", keys: .otherPeople(count)
      ) { take in
        for user in Self.numbered("W", 4) { try take(DirectoryEntry(whole: user)) }
      }
    }
    #expect(throws: EngineError.wrongPeopleCount(given: 3, count: 4)) { try bring(3) }
    let result = try bring(4)
    #expect(result.added == 4 && result.displaced == 4)
  }

  /// Old numbers given again, so that each line has another's key: nobody gets another's account.
  @Test func numbersGivenAgainFromTheBeginningAreNoRenames() throws {
    let fixture = try Fixture()
    try fixture.bring(Self.numbered("", 8))
    let ids = try (0..<8).map { try fixture.engine.reasons.why("u\($0)").user.id }
    #expect(throws: EngineError.self) { try fixture.bring(Self.numbered("", 8, from: 2)) }
    _ = try fixture.engine.people.importFile(
      replace: false, dryRun: false, source: "f", keys: .samePeople
    ) { take in
      for user in Self.numbered("", 8, from: 2) + [Self.person("new", "1")] {
        try take(DirectoryEntry(whole: user))
      }
    }
    #expect(try (0..<8).map { try fixture.engine.reasons.why("u\($0)").user.id } == ids)
    #expect(!ids.contains(try fixture.engine.reasons.why("new").user.id))
    #expect(try fixture.engine.reasons.why("u0").user.attributes["external_id"] == "2")
  }

  // MARK: By hand

  @Test func aKeyIsNotChangedByHandWithoutSayingWhoItIs() throws {
    let fixture = try Fixture()
    try fixture.bring([Self.smith("John", "E1"), Self.person("ann", "E5")])
    #expect(throws: EngineError.anotherPerson("jsmith was John Smith, E1; this is John Smith, E2"))
    {
      try fixture.set("jsmith", "external_id", "E2")
    }
    _ = try fixture.engine.people.set("jsmith", samePerson: true) {
      $0.attributes["external_id"] = "E2"
    }
    #expect(try fixture.bring([Self.smith("John", "E2")]).unchanged == 1)
    #expect(throws: EngineError.self) {
      try fixture.engine.people.set("jsmith", samePerson: true) {
        $0.attributes["external_id"] = "E5"
      }
    }
  }

  @Test func whoIsMadeByHandUnderALeaversNameIsAnotherPerson() throws {
    let fixture = try Fixture()
    try fixture.bring([Self.smith("John", "E1")])
    let john = try fixture.engine.reasons.why("jsmith").user.id
    _ = try fixture.engine.people.delete("jsmith")
    try fixture.set("jsmith", "external_id", "E2")
    #expect(try fixture.engine.reasons.why("jsmith").user.id != john)
    _ = try fixture.engine.people.delete("jsmith")
    try fixture.set("john", "external_id", "E1")
    #expect(try fixture.engine.reasons.why("john").user.id == john)
  }
}
