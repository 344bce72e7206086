import Text
import Engine
import Provisioning
import SCIM
import Testing

/// Blast radius over time: what is filed within the window counts together, whatever files it.
@Suite(.serialized) struct LimitWindowTests {
  private static let hour = 3600.0

  private func staffed(_ limits: SafetyLimits, _ count: Int, approve: Set<ApprovalKind> = [])
    async throws -> Fixture
  {
    let fixture = try Fixture(approve: approve) {
      $0.provisioning.whenDeleted = .delete
      $0.provisioning.limits = limits
    }
    try fixture.bring(
      (1...count).map {
        Fixture.person("u\($0)", department: $0.isMultiple(of: 2) ? "Sales" : "Eng")
      })
    if !approve.isEmpty { try fixture.approveAll() }
    try await fixture.run()
    return fixture
  }

  /// Which of many deletions, each done before the next and so many hours apart, is the first that
  /// is stopped.
  @Test(
    arguments: [
      // The number, and the window that slides.
      (SafetyLimits(deletions: 3, share: 1), 1.0, 4),
      (SafetyLimits(deletions: 3, share: 1), 8.1, 0),
      (SafetyLimits(deletions: 3, share: 1, window: 0), 0.0, 0),
      (SafetyLimits(deletions: 3, share: 1, window: 2 * 3600), 1.0, 0),
      (SafetyLimits(deletions: 3, share: 1, window: 3.5 * 3600), 1.0, 4),
      // A share is of the accounts that there were, not of those that are left: 4 of 16, not of 12.
      (SafetyLimits(deletions: 99, share: 0.25), 0.1, 5),
      (SafetyLimits(deletions: 99, share: 0.25), 25.0, 0),
      (SafetyLimits(deletions: 0, share: 1), 30.0, 1),
      // The default lets half of so few accounts go, and two at any size.
      (SafetyLimits(), 1.0, 9), (SafetyLimits(), 12.1, 0),
    ] as [(SafetyLimits, Double, Int)])
  func aDripIsStopped(_ row: (limits: SafetyLimits, hours: Double, stopped: Int)) async throws {
    let fixture = try await staffed(row.limits, 16)
    var stopped = 0
    for number in 1...12 where stopped == 0 {
      let result = try fixture.engine.people.delete("u\(number)")
      if result.first?.blocked != nil { stopped = number }
      try await fixture.run()
      fixture.clock.advance(row.hours * Self.hour)
    }
    #expect(stopped == row.stopped)
    #expect(await fixture.accounts().count == (stopped == 0 ? 4 : 17 - stopped))
  }

  @Test(arguments: [(10, false), (11, true)])
  func theDefaultShareStopsNothingUpToTen(_ row: (leavers: Int, stops: Bool)) async throws {
    let fixture = try await staffed(SafetyLimits(), 20)
    let staying = (row.leavers + 1...20).map { Fixture.person("u\($0)") }
    let result = try fixture.bring(staying, replace: true)
    #expect(result.apps.first?.blocked?.count == (row.stops ? row.leavers : nil))
  }

  @Test func importsAndEditsAndRolesCountTogether() async throws {
    let fixture = try await staffed(SafetyLimits(deletions: 3, share: 1), 8)
    try fixture.bring((2...8).map { Fixture.person("u\($0)") }, replace: true)
    try await fixture.run()
    _ = try fixture.engine.roles.remove("Staff", from: ["u2"])
    try await fixture.run()
    try fixture.edit("u3") { $0.status = .suspended }
    try await fixture.run()
    let blocked = try #require(try fixture.engine.people.delete("u4").first?.blocked)
    #expect(blocked.count == 1 && blocked.recent == 3)
    #expect(
      blocked.limit
        == "3 accounts or 100 % of the 8 active ones within 24 h, of which 3 are used up")
    #expect(try fixture.engine.planning.plan("app").blocked == blocked)
  }

  @Test func whatIsIgnoredOrSupersededDoesNotCount() async throws {
    let fixture = try await staffed(
      SafetyLimits(deletions: 2, share: 1), 6, approve: [.delete])
    _ = try fixture.engine.people.delete("u1")
    _ = try fixture.engine.decisions.decide(.ignore, [try fixture.task(.delete, "u1").id])
    _ = try fixture.engine.roles.remove("Staff", from: ["u2"])
    _ = try fixture.engine.roles.add("Staff", to: ["u2"])
    #expect(try fixture.task(.delete, "u2").status == .superseded)
    #expect(try fixture.engine.people.delete("u3").first?.blocked == nil)
    #expect(try fixture.engine.people.delete("u4").first?.blocked == nil)
    #expect(try fixture.engine.people.delete("u5").first?.blocked?.count == 3)
  }

  @Test func whatWasLetGoDoesNotCountAgain() async throws {
    let fixture = try await staffed(SafetyLimits(deletions: 2, share: 1), 9)
    for name in ["u1", "u2"] { _ = try fixture.engine.people.delete(name) }
    try await fixture.run()
    #expect(try fixture.engine.people.delete("u3").first?.blocked?.count == 1)
    _ = try fixture.engine.planning.reapply("app", accepting: 1)
    try await fixture.run()
    // The whole was let go, with the two before it: the count starts anew.
    for name in ["u4", "u5"] {
      #expect(try fixture.engine.people.delete(name).first?.blocked == nil)
      try await fixture.run()
    }
    #expect(try fixture.engine.people.delete("u6").first?.blocked?.recent == 2)
  }
}

/// A plan that is over the limits is let go in part: only what an admin looked at.
@Suite(.serialized) struct LimitPartTests {
  private func blocked(_ rules: [Rule] = []) async throws -> Fixture {
    let fixture = try Fixture(rules: rules) {
      $0.provisioning.whenDeleted = .delete
      $0.provisioning.limits = SafetyLimits(deletions: 1, share: 1)
    }
    func person(_ number: Int) -> DirectoryUser {
      Fixture.person("u\(number)", department: number < 4 ? "Sales" : "Eng")
    }
    try fixture.bring((1...8).map(person))
    try await fixture.run()
    #expect(try fixture.bring((7...8).map(person), replace: true).apps[0].blocked?.count == 6)
    return fixture
  }

  private func part(_ words: String..., users: [String] = []) throws -> UserSelection {
    var part = UserSelection(usernames: users)
    try part.add(words: words)
    return part
  }

  @Test(
    arguments: [
      (["dept:Sales"], [], ["u1", "u2", "u3"]), (["department:sales"], [], ["u1", "u2", "u3"]),
      (["dept:Sales", "firstname:U2"], [], ["u2"]), ([], ["u4", "u6"], ["u4", "u6"]),
      (["dept:Eng"], ["u4", "u1"], ["u4"]),
    ] as [([String], [String], [String])])
  func onlyThePartGoes(_ row: (words: [String], users: [String], names: [String])) async throws {
    let fixture = try await blocked()
    var part = UserSelection(usernames: row.users)
    try part.add(words: row.words)
    let count = row.names.count
    #expect(
      try fixture.engine.planning.plan("app", part).blocked?.count == (count > 1 ? count : nil))
    for wrong in [0, count - 1, count + 1, 6] {
      #expect(throws: EngineError.wrongAcceptance(given: wrong, count: count)) {
        try fixture.engine.planning.reapply("app", part, accepting: wrong)
      }
    }
    #expect(try fixture.open().isEmpty)
    _ = try fixture.engine.planning.reapply("app", part, accepting: count)
    #expect(try fixture.open().sorted() == row.names.map { "delete \($0) approved" })
    try await fixture.run()
    #expect(throws: EngineError.self) { try fixture.engine.planning.reapply("app") }
    #expect(try fixture.hire("new").apps[0].blocked?.count == 6 - count, "the rest stays stopped")
    #expect(await fixture.accounts().count == 8 - count)
    _ = try fixture.engine.planning.reapply("app", accepting: 6 - count)
    try await fixture.run()
    #expect(await fixture.accounts() == ["new", "u7", "u8"])
  }

  @Test func aPartThatIsStoppedNamesItsOwnNumberAndItself() async throws {
    let fixture = try await blocked()
    let error = #expect(throws: EngineError.self) {
      try fixture.engine.planning.reapply("app", try part("dept:Sales", users: ["u2", "u1", "u5"]))
    }
    let command = "usher reapply app --user u2 --user u1 --user u5 --only department:Sales"
    #expect(error?.sentence.contains("\(command) --accept-deletions 2") == true)
  }

  @Test(arguments: ["Sales", "dept:", ":x", ""])
  func aWordWithoutNameOrValueSelectsNobody(_ word: String) {
    var part = UserSelection()
    #expect(throws: EngineError.self) { try part.add(words: [word]) }
  }

  @Test func whoLetWhatGoIsInTheAudit() async throws {
    let fixture = try await blocked()
    _ = try fixture.engine(for: "lou").planning.reapply("app", try part("dept:Sales"), accepting: 3)
    var entries: [AuditEntry] = []
    try fixture.engine.audit.entries(limit: nil) { entries.append($0) }
    let lift = try #require(entries.first)
    #expect(lift.action == "limit.lift" && lift.actor.name == "lou" && lift.subject == "app")
    #expect(
      lift.detail == [
        "accepted": 3, "only": "department:Sales", "before": 0,
        "limit": "1 account or 100 % of the 8 active ones within 24 h",
      ])
  }
}
