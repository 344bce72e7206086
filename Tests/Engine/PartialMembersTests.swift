import Text
import Engine
import Provisioning
import SCIM
import Sandbox
import Testing

/// Apps that show only a part of a group's members, or nobody: what cannot be seen is asked for or
/// believed, and whoever leaves is taken out.
@Suite(.serialized) struct PartialMembersTests {
  /// How an app shows the members of a group.
  enum View: Sendable, CaseIterable {
    case first20, first13, first10, references, referencesOfFirst10, none, empty
  }

  /// Whether the app answers a filter on a group and a member.
  enum Answer: Sendable, CaseIterable {
    case truth, refusal, everything, nothing
  }

  private static func show(_ members: [JSONValue], _ view: View) -> JSONValue? {
    func references(_ members: ArraySlice<JSONValue>) -> JSONValue {
      .array(
        members.map {
          ["$ref": .string("https://x.example/Users/\($0["value"]?.scalarText ?? "")")]
        })
    }
    switch view {
    case .first20: return .array(Array(members.prefix(20)))
    case .first13: return .array(Array(members.prefix(13)))
    case .first10: return .array(Array(members.prefix(10)))
    case .references: return references(members[...])
    case .referencesOfFirst10: return references(members.prefix(10))
    case .none: return nil
    case .empty: return []
    }
  }

  private func fixture(_ view: View, _ answer: Answer = .refusal, _ count: Int) async throws
    -> Fixture
  {
    let fixture = try Fixture(rules: [.join("Eng", department: "Eng")]) {
      $0.connection.membersPerPatch = 30
    }
    fixture.network.decide { request in
      guard request.method == "GET", request.path.hasPrefix("/Groups") else { return .pass }
      if PercentEncoding.decode(request.path)?.contains("members eq") == true {
        switch answer {
        case .truth: return .pass
        case .refusal: return .answer(400, body: #"{"scimType":"invalidFilter"}"#)
        case .nothing: return .answer(200, body: #"{"totalResults":0,"Resources":[]}"#)
        case .everything:
          let all = try await fixture.behind("GET", "/Groups")
          return .answer(200, body: String(decoding: all.body, as: UTF8.self))
        }
      }
      guard request.path.hasPrefix("/Groups/") else { return .pass }
      let real = try await fixture.behind("GET", request.path)
      var object = try #require(try JSONValue(parsing: real.body).object)
      object["members"] = Self.show(object["members"]?.array ?? [], view)
      return .answer(200, body: JSONValue.object(object).text)
    }
    try fixture.bring((1...count).map { Fixture.person("u\($0)", department: "Eng") })
    try await fixture.run()
    return fixture
  }

  private func patches(_ fixture: Fixture) -> Int {
    fixture.network.sent.count { $0.isA("PATCH", "/Groups") }
  }

  private func size(_ fixture: Fixture) async -> Int {
    await fixture.sandbox.groups.first?["members"]?.array?.count ?? 0
  }

  static let cases: [(View, Answer)] = [
    (.first20, .refusal), (.first20, .truth), (.first20, .everything), (.first20, .nothing),
    (.first13, .refusal), (.first13, .truth), (.first10, .nothing), (.references, .refusal),
    (.referencesOfFirst10, .refusal), (.none, .refusal), (.none, .truth), (.none, .nothing),
    (.none, .everything), (.empty, .truth),
  ]

  @Test(arguments: cases.indices)
  func whoLeavesIsTakenOutWhateverIsShown(_ index: Int) async throws {
    let (view, answer) = Self.cases[index]
    let fixture = try await fixture(view, answer, 45)
    #expect(await size(fixture) == 45, "\(view) \(answer)")
    #expect(try fixture.list(.failed).isEmpty, "\(view) \(answer)")
    #expect(patches(fixture) <= 6, "\(view) \(answer): \(patches(fixture)) requests")
    let report = try await fixture.engine.verification.verify("app")
    #expect(report.differences.isEmpty, "\(view) \(answer)")
    for name in ["u45", "u22", "u1"] { try fixture.set(name, "department", nil) }
    try await fixture.run()
    #expect(await size(fixture) == 42, "\(view) \(answer)")
    #expect(try fixture.list(.failed).isEmpty && fixture.open().isEmpty, "\(view) \(answer)")
    #expect(patches(fixture) <= 9, "\(view) \(answer): \(patches(fixture)) requests")
    // Nothing is found to be done again.
    let before = patches(fixture)
    _ = try fixture.engine.planning.reapply("app")
    try await fixture.run()
    #expect(patches(fixture) == before, "\(view) \(answer)")
  }

  @Test func whatIsNotShownIsNamed() async throws {
    let fixture = try await fixture(.first20, .refusal, 45)
    #expect(
      try fixture.tasks(.provisioned).contains {
        $0.note == "the app took the change and does not show 15 of the members"
      })
    let report = try await fixture.engine.verification.verify("app")
    #expect(
      report.notChecked.map(\.sentence) == [
        "Eng: 25 of 45 members are not shown by this app and were not checked"
      ])
  }

  @Test func whatIsAskedForIsChecked() async throws {
    let fixture = try await fixture(.first20, .truth, 45)
    #expect(try await fixture.engine.verification.verify("app").notChecked.isEmpty)
    let id = try await fixture.id(group: "Eng")
    let last = try await fixture.id("u45")
    try await fixture.behind(
      "PATCH", "/Groups/\(id)",
      Patch.body([
        PatchOperation(
          .remove, AttributePath(attribute: "members", filter: .equals("value", last)))
      ]))
    let report = try await fixture.engine.verification.verify("app")
    #expect(report.differences.map(\.what) == ["lacks u45"])
  }

  @Test func whoShouldNotBeInAndIsNotShownIsNamed() async throws {
    let fixture = try await fixture(.first20, .refusal, 45)
    try fixture.apply { $0.provisioning.approve = [.groups] }
    try fixture.set("u45", "department", nil)
    let report = try await fixture.engine.verification.verify("app")
    #expect(
      report.differences.map(\.what) == [
        "may have u45, who should not be in it and is not shown by this app"
      ])
  }

  @Test func whoWasTakenOutOfAWholeListIsMissed() async throws {
    let fixture = try await fixture(.first20, .refusal, 12)
    let id = try await fixture.id(group: "Eng")
    try await fixture.behind(
      "PATCH", "/Groups/\(id)", Patch.body([PatchOperation(.remove, "members", nil)]))
    #expect(try await fixture.engine.verification.verify("app").differences.count == 12)
  }

  /// The answer to a removal of somebody who is not shown is lost before it takes effect.
  @Test func aLostRemovalOfSomebodyWhoIsNotShownIsSentAgain() async throws {
    let fixture = try await fixture(.first20, .refusal, 45)
    let lost = Counter()
    let group = try await fixture.id(group: "Eng")
    fixture.network.decide { request in
      if request.isA("PATCH"), lost.up() == 1 { return .fail(.timeout) }
      guard request.isA("GET", "/Groups/\(group)") else { return .pass }
      let real = try await fixture.behind("GET", request.path)
      var object = try #require(try JSONValue(parsing: real.body).object)
      object["members"] = Self.show(object["members"]?.array ?? [], .first20)
      return .answer(200, body: JSONValue.object(object).text)
    }
    try fixture.set("u45", "department", nil)
    try await fixture.run()
    #expect(await size(fixture) == 44)
  }

  /// An app that takes a group only as a whole would lose whoever it does not show.
  @Test func aGroupThatIsShownInPartIsNotWrittenWhole() async throws {
    let fixture = try await fixture(.first20, .refusal, 45)
    let group = try await fixture.id(group: "Eng")
    fixture.network.decide { request in
      if request.isA("PATCH", "/Groups") { return .answer(501) }
      guard request.isA("GET", "/Groups/\(group)") else { return .pass }
      let real = try await fixture.behind("GET", request.path)
      var object = try #require(try JSONValue(parsing: real.body).object)
      object["members"] = Self.show(object["members"]?.array ?? [], .first20)
      return .answer(200, body: JSONValue.object(object).text)
    }
    try fixture.set("u1", "department", nil)
    try await fixture.run()
    #expect(await size(fixture) == 45)
    #expect(try fixture.task(.removeMembers).error?.advice.contains("only as a whole") == true)
  }

  /// An app that drops a bad member without a word is not asked about halves of the request.
  @Test func aMemberWhoIsDroppedInSilenceIsNamedWithoutManyRequests() async throws {
    let fixture = try Fixture(rules: [.join("Eng", department: "Eng")])
    try fixture.bring((1...8).map { Fixture.person("u\($0)") })
    try await fixture.run()
    let bad = try await fixture.id("u3")
    fixture.network.decide { request in
      guard request.isA("PATCH", "/Groups"),
        let operation = request.body?["Operations"]?.array?.first
      else { return .pass }
      let members = (operation["value"]?.array ?? []).filter { $0["value"]?.scalarText != bad }
      if members.isEmpty { return .answer(204) }
      let body = Patch.body([PatchOperation(.add, "members", .array(members))])
      try await fixture.behind("PATCH", request.path, body)
      return .answer(204)
    }
    try fixture.bring((1...8).map { Fixture.person("u\($0)", department: "Eng") })
    try await fixture.run()
    #expect(await fixture.groups() == ["Eng: u1, u2, u4, u5, u6, u7, u8"])
    #expect(try fixture.task(.addMembers).error?.advice.hasPrefix("1 of 8 not done (u3)") == true)
    #expect(patches(fixture) <= 3)
  }

  static let views: [(View, Answer)] = [
    (.none, .refusal), (.none, .truth), (.none, .everything), (.empty, .truth),
  ]

  /// A group of one, ann, and what becomes of the next change of it.
  private func one(
    _ view: View, _ answer: Answer, _ turn: @escaping @Sendable (Fixture) throws -> Turn
  ) async throws -> Fixture {
    let fixture = try await fixture(view, answer, 1)
    let usual = fixture.network.current
    let changes = Counter()
    fixture.network.decide { request in
      request.isA("PATCH", "/Groups") && changes.up() == 1
        ? try turn(fixture) : try await usual(request)
    }
    return fixture
  }

  /// Nobody sees that a removal took effect whose answer was lost, and by then it is not wanted.
  @Test(arguments: views.indices)
  func whoIsOutByALostAnswerIsPutInAgain(_ index: Int) async throws {
    let (view, answer) = Self.views[index]
    let fixture = try await one(view, answer) { fixture in
      try fixture.set("u1", "department", "Eng")
      return .lose(.timeout)
    }
    try fixture.set("u1", "department", nil)
    try await fixture.run()
    #expect(await fixture.groups() == ["Eng: u1"], "\(view) \(answer)")
    #expect(try fixture.open().isEmpty && fixture.list(.failed).isEmpty, "\(view) \(answer)")
  }

  /// Nobody sees that an addition took effect whose answer was lost, and by then it is not wanted.
  @Test(arguments: views.indices)
  func whoIsInByALostAnswerIsTakenOutAgain(_ index: Int) async throws {
    let (view, answer) = Self.views[index]
    let fixture = try await one(view, answer) { fixture in
      try fixture.set("u2", "department", nil)
      return .lose(.timeout)
    }
    try fixture.bring([Fixture.person("u2", department: "Eng")])
    try await fixture.run()
    #expect(await fixture.groups() == ["Eng: u1"], "\(view) \(answer)")
    #expect(try fixture.open().isEmpty && fixture.list(.failed).isEmpty, "\(view) \(answer)")
  }

  @Test func whoMayBeInOrNotAndIsNotShownIsNamed() async throws {
    let fixture = try await fixture(.none, .refusal, 1)
    let usual = fixture.network.current
    fixture.network.decide { request in
      request.isA("PATCH", "/Groups") ? .fail(.timeout) : try await usual(request)
    }
    try fixture.bring([Fixture.person("u2", department: "Eng")])
    try await fixture.run()
    fixture.network.decide(usual)
    let report = try await fixture.engine.verification.verify("app")
    #expect(report.differences.map(\.what) == ["may lack u2"])
    #expect(report.notChecked.map(\.count) == [2])
  }
}
