import Text
import Engine
import Provisioning
import SCIM
import Sandbox
import Testing

/// An app that wants the version of what is changed gets it, once that is known at once; what really
/// changed in between is looked at; nothing goes round for ever.
@Suite(.serialized) struct VersionTests {
  /// Puts a server before the sandbox that wants `If-Match` with the version that it shows.
  private func wantVersions(
    _ fixture: Fixture, _ status: Int, asHeader: Bool = false, version: Counter = Counter(),
    wrong: Bool = false
  ) {
    let body = #"{"detail":"If-Match is required"}"#
    fixture.network.decide { request in
      let current = "W/\"\(version.count)\""
      if request.isA("GET", "/Users/") {
        let answer = try await SandboxTransport(fixture.sandbox).send(request)
        guard answer.status == 200, var object = try JSONValue(parsing: answer.body).object else {
          return .pass
        }
        if asHeader {
          object["meta"] = nil
          return .answer(
            200, body: JSONValue.object(object).text,
            headers: wrong ? [:] : ["etag": current])
        }
        object["meta"] = ["version": .string(wrong ? "W/\"wrong\"" : current)]
        return .answer(200, body: JSONValue.object(object).text)
      }
      guard ["PATCH", "PUT", "DELETE"].contains(request.method),
        request.isA(request.method, "/Users/")
      else { return .pass }
      guard request.headers["If-Match"] == current else { return .answer(status, body: body) }
      version.up()
      // The sandbox has versions of its own.
      var request = request
      request.headers = [:]
      let answer = try await SandboxTransport(fixture.sandbox).send(request)
      return .answer(answer.status, body: String(decoding: answer.body, as: UTF8.self))
    }
  }

  @Test(arguments: [412, 428], [false, true])
  func theVersionIsSentAndRemembered(_ status: Int, _ asHeader: Bool) async throws {
    let fixture = try Fixture { $0.provisioning.whenDeleted = .delete }
    wantVersions(fixture, status, asHeader: asHeader)
    try fixture.hire("ann", title: "CTO")
    try await fixture.run()
    try fixture.set("ann", "title", "CEO")
    try await fixture.run()
    #expect(try await fixture.account("ann")["title"] == "CEO")
    #expect(try fixture.task(.update).status == .provisioned)
    #expect(try fixture.app.learned.wantsVersions)
    #expect(fixture.network.sent.count { $0.isA("PATCH") } == 2)
    try fixture.set("ann", "title", "CFO")
    try await fixture.run()
    #expect(fixture.network.sent.count { $0.isA("PATCH") } == 3, "known by now")
    _ = try fixture.engine.people.delete("ann")
    try await fixture.run()
    #expect(await fixture.accounts().isEmpty)
    #expect(fixture.network.sent.count { $0.isA("DELETE") } == 1)
  }

  @Test(arguments: [412, 428], [false, true])
  func anAppThatShowsNoVersionThatItTakesFailsTheTaskOnce(_ status: Int, _ asHeader: Bool)
    async throws
  {
    let fixture = try Fixture()
    wantVersions(fixture, status, asHeader: asHeader, wrong: true)
    try fixture.hire("ann", title: "CTO")
    try await fixture.run()
    try fixture.set("ann", "title", "CEO")
    try await fixture.run()
    let task = try fixture.task(.update)
    #expect(task.status == .failed && task.attempts == 1)
    #expect(task.error?.status == status)
    #expect(task.error?.advice.contains("If-Match") == true)
    #expect(fixture.network.sent.count { $0.isA("PATCH") } <= 2)
    #expect(try !fixture.app.learned.wantsVersions)
  }

  @Test func anAccountThatChangedElsewhereInBetweenIsSentAgainWithItsNewVersion() async throws {
    let fixture = try Fixture()
    let version = Counter()
    let patches = Counter()
    wantVersions(fixture, 412, version: version)
    try fixture.hire("ann", title: "CTO")
    try await fixture.run()
    try fixture.set("ann", "title", "CEO")
    try await fixture.run()
    let before = fixture.network.sent.count { $0.isA("PATCH") }
    wantVersions(fixture, 412, version: version)
    let inner = fixture.network.current
    fixture.network.decide { request in
      // Somebody writes the nickname between the look and the change.
      if request.isA("PATCH"), patches.up() == 1 {
        try await fixture.drift("ann", "nickName", "Annie")
        version.up()
      }
      return try await inner(request)
    }
    try fixture.set("ann", "title", "CFO")
    try await fixture.run()
    let account = try await fixture.account("ann")
    #expect(account["title"] == "CFO" && account["nickName"] == "Annie")
    #expect(fixture.network.sent.count { $0.isA("PATCH") } - before == 2)
  }

  @Test func anAccountOfWhichThePlannedValueMovedInBetweenIsPlannedAgain() async throws {
    let fixture = try Fixture(approve: [.update])
    let version = Counter()
    wantVersions(fixture, 412, version: version)
    try fixture.hire("ann", title: "CTO")
    try await fixture.run()
    try fixture.set("ann", "title", "CEO")
    try fixture.approveAll()
    let inner = fixture.network.current
    fixture.network.decide { request in
      if request.isA("PATCH"), request.headers["If-Match"] != nil {
        try await fixture.drift("ann", "title", "Janitor")
        version.up()
      }
      return try await inner(request)
    }
    try await fixture.run()
    #expect(try await fixture.account("ann")["title"] == "Janitor")
    #expect(try fixture.open() == ["update ann pending"])
  }

  @Test func anAccountThatNeverRestsIsGivenUpInTheEnd() async throws {
    let fixture = try Fixture()
    let version = Counter()
    wantVersions(fixture, 412, version: version)
    try fixture.hire("ann", title: "CTO")
    try await fixture.run()
    try fixture.set("ann", "title", "CEO")
    let inner = fixture.network.current
    fixture.network.decide { request in
      if request.isA("PATCH") { version.up() }
      return try await inner(request)
    }
    try await fixture.run()
    #expect(try fixture.task(.update).status == .failed)
    #expect(fixture.network.sent.count { $0.isA("PATCH") } < 50)
  }

  @Test func aGroupIsChangedWithItsVersionToo() async throws {
    let fixture = try Fixture(rules: [.join("Eng", department: "Eng")])
    let version = Counter()
    fixture.network.decide { request in
      guard request.isA(request.method, "/Groups/") else { return .pass }
      var plain = request
      plain.headers = [:]
      if request.method != "GET", request.headers["If-Match"] != "W/\"\(version.count)\"" {
        return .answer(412)
      }
      if request.method != "GET" { version.up() }
      let answer = try await SandboxTransport(fixture.sandbox).send(plain)
      guard var object = try? JSONValue(parsing: answer.body).object else {
        return .answer(answer.status)
      }
      object["meta"] = ["version": .string("W/\"\(version.count)\"")]
      return .answer(answer.status, body: JSONValue.object(object).text)
    }
    try fixture.hire("ann", "bob", department: "Eng")
    try await fixture.run()
    #expect(await fixture.groups() == ["Eng: ann, bob"])
    #expect(try fixture.app.learned.wantsVersions && !fixture.app.learned.takesPatch)
    try fixture.set("ann", "department", nil)
    try await fixture.run()
    #expect(await fixture.groups() == ["Eng: bob"])
    #expect(try fixture.list(.failed).isEmpty)
  }
}
