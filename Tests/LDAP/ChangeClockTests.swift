import Engine
import Provisioning
import Testing

@testable import LDAP

/// A reading of those who changed.
@Suite struct ChangeClockTests {
  private static func person(_ name: String, _ moment: String) -> LDAPEntry {
    LDAPEntry(
      "uid=\(name),dc=x",
      ["uid": [name], "entryUUID": ["u-\(name)"], "sn": ["S"], "modifyTimestamp": [moment]])
  }

  private let definition = SourceDefinition(
    name: "corp", kind: .ldap, location: "ldaps://127.0.0.1", base: "dc=x")
  private let mark = LDAPMark(origin: "time", moment: DirectoryTime.seconds("20260301120000Z") ?? 0)

  @Test func whoChangedComesWithEverythingAndTheOthersInOutline() async throws {
    let (old, new) = ("20260301110000Z", "20260301123000Z")
    let door = FakeDoor([
      .page(LDAPPage(entries: [Self.person("ann", new)])),
      .page(LDAPPage(entries: [Self.person("ann", new), Self.person("ben", old)])),
    ])
    var reading = LDAPReading(door, definition)
    var people: [SourcePerson] = []
    try await reading.read(since: mark) { people += $0 }
    #expect(people.map(\.key) == ["u-ann", "u-ben"])
    #expect(people.map(\.isOutline) == [false, true])
    #expect(people.map { $0.entry.user.attributes["lastname"] } == ["S", nil])
    #expect(people[1].entry.mentioned.speaks(of: "lastname") == false)
    #expect(people[1].entry.mentioned.speaks(of: "manager"))
    var result = SourceReading()
    reading.setMark(of: &result, LDAPStand(clock: .time, origin: "time"))
    #expect(result.mark == "time \(mark.moment + 1_800)")
  }

  @Test func aServerWhoseFilterShowsNobodyIsNotBelieved() async throws {
    let door = FakeDoor([
      .page(LDAPPage()), .page(LDAPPage(entries: [Self.person("ann", "20260301120000Z")])),
    ])
    var reading = LDAPReading(door, definition)
    let problem = await #expect(throws: SourceProblem.self) {
      try await reading.read(since: mark) { _ in }
    }
    #expect(problem?.kind == .incomplete)
  }

  @Test func whoChangesMeanwhileIsLeftToTheNextReading() async throws {
    let door = FakeDoor([
      .page(LDAPPage()), .page(LDAPPage(entries: [Self.person("ann", "20260301130000Z")])),
    ])
    var reading = LDAPReading(door, definition)
    var people: [SourcePerson] = []
    try await reading.read(since: mark) { people += $0 }
    #expect(people.map(\.isOutline) == [true])
    #expect(reading.newest == mark.moment)
  }

  @Test func anEntryWithoutATimeOrAKeyLeavesNoMark() async throws {
    let entries = [
      LDAPEntry("uid=a,dc=x", ["uid": ["a"], "entryUUID": ["1"]]),
      LDAPEntry("uid=a,dc=x", ["uid": ["a"], "modifyTimestamp": ["20260301120000Z"]]),
    ]
    for (entry, why) in zip(
      entries, ["not every entry has modifyTimestamp", "some entries have no entryUUID"])
    {
      var reading = LDAPReading(FakeDoor([.page(LDAPPage(entries: [entry]))]), definition)
      try await reading.read(reading.people) { _ in }
      var result = SourceReading()
      reading.setMark(of: &result, LDAPStand(clock: .time, origin: "time"))
      #expect((result.mark, result.why) == (nil, why))
    }
  }

  @Test func aControllerIsKnownByItsID() async throws {
    func stand(_ root: [String: [String]], _ service: [String: [String]]) async throws -> LDAPStand
    {
      let door = FakeDoor([]) { search in
        LDAPEntry(search.base, search.base.isEmpty ? root : service)
      }
      return try await LDAPStand.read(door, .activeDirectory)
    }
    let root = ["highestCommittedUSN": ["4711"], "dsServiceName": ["CN=NTDS Settings"]]
    let known = try await stand(root, ["invocationId": ["0123456789abcdef"]])
    #expect(known.moment == 4_711)
    let origin = try #require(known.origin)
    #expect(known.refusal(of: LDAPMark(origin: origin, moment: 4_700)) == nil)
    #expect(
      known.refusal(of: LDAPMark(origin: origin, moment: 4_712))
        == "the domain controller was set back to an earlier state")
    let other = try await stand(root, ["invocationId": ["0123456789abcdeF"]])
    #expect(
      other.refusal(of: LDAPMark(origin: origin, moment: 4_700))
        == "another domain controller answers than before")
    let silent = try await stand(root, [:])
    #expect(silent.origin == nil)
    #expect(silent.refusal(of: LDAPMark(origin: origin, moment: 1)) == silent.unknown)
    #expect(LDAPMark("nonsense") == nil)
    #expect(known.refusal(of: nil) != nil)
  }

  @Test func theFilterBeginsBeforeTheMark() {
    #expect(ChangeClock.time.filter(from: mark.moment) == "(modifyTimestamp>=20260301120000Z)")
    #expect(ChangeClock.number.filter(from: 12) == "(uSNChanged>=12)")
  }
}
