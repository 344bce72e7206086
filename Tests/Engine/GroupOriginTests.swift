import Text
import Provisioning
import SCIM
import Testing

@testable import Engine

/// Whose a group is: what usher made is usher's to keep, and nothing else.
@Suite(.serialized) struct GroupOriginTests {
  /// Somebody makes the group, with bob in it, between usher's look and its POST; the app says 409.
  @Test(arguments: [false, true])
  func aGroupThatTheAppSaysIsThereIsNotUshersOwn(_ isLostBefore: Bool) async throws {
    let fixture = try Fixture(rules: [.join("Eng", department: "Eng")])
    try fixture.hire("bob")
    try await fixture.run()
    let bob = try await fixture.id("bob")
    let posts = Counter()
    fixture.network.decide { request in
      guard request.isA("POST", "/Groups") else { return .pass }
      let number = posts.up()
      if isLostBefore, number == 1 { return .fail(.timeout) }
      try await fixture.behind(
        "POST", "/Groups",
        [
          "schemas": [.string(Schema.group.id)], "displayName": "Eng",
          "members": [["value": .string(bob)]],
        ])
      return .answer(409, body: #"{"scimType":"uniqueness"}"#)
    }
    try fixture.hire("ann", department: "Eng")
    try await fixture.run()
    let app = try fixture.app.id
    let group = try fixture.store.read { try $0.groups.group(app, named: "eng") }
    #expect(group?.origin == .found)
    _ = try await fixture.engine.verification.verify("app")
    _ = try fixture.engine.planning.reapply("app")
    try await fixture.run()
    #expect(await fixture.groups() == ["Eng: ann, bob"])
  }

  /// What the attempts of a task got for their POST (`-`: no answer came), and whether the app made
  /// something for them.
  static let attempts: [(statuses: [Int?], made: Bool)] = [
    ([], false),
    ([nil], true),
    ([nil, 201], true),
    ([nil, 409], false),
    ([nil, nil], true),
    ([nil, nil, nil, 409], false),
    ([nil, 500], true),
    ([nil, 503, nil, 409], false),
    ([nil, 201, nil, 409], true),
    ([nil, 429], false),
    ([nil, 400], false),
  ]

  @Test(arguments: attempts.indices)
  func theAnswersTellWhetherUsherMadeIt(_ index: Int) {
    let row = Self.attempts[index]
    let attempts = row.statuses.map { status in
      AttemptRecord(at: 0, request: "POST /Groups", bodyHash: "", status: status, answer: "")
    }
    let look = AttemptRecord(at: 0, request: "GET /Groups", bodyHash: "", status: 200, answer: "")
    #expect((attempts + [look]).haveMadeSomething == row.made, "\(row.statuses)")
  }

  /// A reading of the groups finds the group before the task whose answer was lost looks again.
  @Test func aGroupThatAReadingFindsFirstIsUshersAllTheSame() async throws {
    let fixture = try Fixture(rules: [.join("Eng", department: "Eng")])
    let lost = Counter()
    fixture.network.decide { request in
      guard request.isA("POST", "/Groups"), lost.up() == 1 else { return .pass }
      try await fixture.behind(
        "POST", "/Groups", ["schemas": [.string(Schema.group.id)], "displayName": "Eng"])
      _ = try await fixture.engine.entitlements.refresh("app")
      return .fail(.timeout)
    }
    try fixture.hire("ann", department: "Eng")
    try await fixture.run()
    let app = try fixture.app.id
    #expect(try fixture.store.read { try $0.groups.group(app, named: "eng")?.origin } == .created)
    #expect(lost.count == 1)
  }
}
