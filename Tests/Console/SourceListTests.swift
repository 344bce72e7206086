import Provisioning
import Screen
import Testing

@testable import Console
@testable import Engine

/// The directory sources on the Directory screen.
@Suite struct SourceListTests {
  private static func source(
    _ id: SourceID, _ name: String, kind: SourceKind = .ldap, every: Double? = 900,
    _ change: (inout SourceState) -> Void = { _ in }
  ) -> SourceRecord {
    var record = SourceRecord(
      definition: SourceDefinition(
        name: name, kind: kind, location: "ldaps://\(name).example.com", every: every))
    record.id = id
    change(&record.state)
    return record
  }

  private static let sources: [SourceRecord] = [
    source(1, "corp") { state in
      var last = SourceSummary(at: 880, seconds: 1.7, people: 2_000)
      (last.added, last.changed, last.unchanged, last.deleted) = (3, 12, 1_985, 1)
      last.owns = ["department", "email", "external_id", "roles", "status"]
      last.notes = ["conflict: ann is also a user of other, who stays as other has them"]
      state.last = last
    },
    source(2, "tenant", kind: .oneLogin) { state in
      var last = SourceSummary(at: 100, seconds: 12, people: 48_210)
      last.confirmedAt = 400
      state.last = last
      state.failure = SourceFailure(
        at: 900, since: 700, count: 3, sentence: "OneLogin is asked too often (429)")
    },
    source(3, "drops", kind: .file, every: nil),
  ]

  /// The screen with these sources, on their list.
  private func desk(_ size: Size = Size(columns: 80, rows: 24)) -> Desk {
    var desk = Desk(size: size)
    desk.press("6")
    desk.give([Desk.user(1, "ann")])
    desk.send(.sourcesLoaded(Self.sources))
    desk.press("<right><right>")
    return desk
  }

  @Test func eachHasItsStateItsAgeAndWhatItChanged() throws {
    try expectGolden("sources", desk().screen())
    try expectGolden(
      "sources-120x40", desk(Size(columns: 120, rows: 40)).screen(120, 40))
    var empty = desk()
    empty.send(.sourcesLoaded([]))
    try expectGolden("sources-empty", empty.screen())
  }

  @Test func oneIsOpenedAndItsErrorStandsInWords() throws {
    var desk = desk()
    desk.press("j<enter>")
    try expectGolden("source-open", desk.screen())
    #expect(desk.text.contains("OneLogin is asked too often (429)"))
    // A user who is read meanwhile takes nothing away.
    desk.send(.userLoaded(Desk.user(1, "ann"), []))
    #expect(desk.text.contains("OneLogin is asked too often (429)"))
    desk.press("<esc>")
    #expect(desk.text.contains("Sources · 3 sources"))
  }

  @Test func agesGoOn() {
    var desk = desk()
    #expect(desk.text.contains(" 2m "))
    desk.time += 7_200
    desk.send(.tick(desk.time))
    #expect(desk.text.contains(" 2h "))
    desk.press("<enter>")
    #expect(desk.text.contains("Last reading, 2h ago"))
    desk.time += 3 * 86_400
    desk.send(.tick(desk.time))
    #expect(desk.text.contains("Last reading, 3d ago"))
  }

  @Test func sReadsTheSourceNow() {
    var desk = desk()
    desk.press("js")
    #expect(desk.effects == [.syncSource("tenant")])
    #expect(desk.console.directory.badge(desk.console.frame).isRunning)
    #expect(Effect.syncSource("a b").commandLine == "usher directory sync 'a b'")
    desk.send(.tick(desk.time + 2))
    desk.send(.progress(.syncSource("tenant"), done: 1_200, total: nil))
    #expect(desk.message.contains("reading people from tenant"))
    #expect(desk.message.contains("1,200"))
    desk.send(.done("tenant: 48,210 people read; 0 added, 1 changed, 0 deleted"))
    desk.send(.ended(.syncSource("tenant"), isGood: true))
    desk.send(.storeChanged)
    #expect(desk.all.contains(.loadSources), "the list is read again")
    #expect(desk.message.contains("1 changed"))
  }

  @Test func whatIsForUsersAndRolesSaysWhy() {
    var desk = desk()
    for (key, words) in [("n", "configuration file"), ("D", "configuration file"), ("r", "← →")] {
      desk.press(key)
      #expect(desk.effects.isEmpty)
      #expect(desk.message.contains(words), "\(key): \(desk.message)")
    }
    desk.press("<right>")
    #expect(desk.text.contains("Users · 1 of 1"))
    desk.press("<left>")
    #expect(desk.text.contains("Sources · 3 sources"))
    desk.press("<left>")
    #expect(desk.text.contains("Roles"))
  }

  @Test func theChosenOneStaysWhateverComes() {
    var desk = desk()
    desk.press("j")
    desk.send(.sourcesLoaded([Self.source(9, "another")] + Self.sources))
    #expect(desk.console.directory.sources.selected?.name == "tenant")
    desk.send(.sourcesLoaded([Self.sources[0]]))
    #expect(desk.console.directory.sources.selected?.name == "corp")
  }

  @Test func aFailedSourceIsOnTheTab() {
    var desk = Desk()
    desk.send(.sourcesLoaded([Self.sources[0]]))
    #expect(!desk.console.directory.badge(desk.console.frame).hasFailed)
    desk.send(.sourcesLoaded(Self.sources))
    #expect(desk.console.directory.badge(desk.console.frame).hasFailed)
  }
}
