import Provisioning
import SCIM
import Sandbox
import Testing

@testable import Engine

/// Apps that want a slash behind a path, or take no paging, are met in their form: tried once,
/// remembered for the run, and never by following a redirect.
@Suite(.serialized) struct RequestFormTests {
  static let base = "https://app.example/scim/v2/"

  // MARK: What an answer asks for

  /// The method, the path, the status, the Location, and the path that is sent then.
  static let rows: [(String, String, Int, String?, String?)] = [
    ("GET", "/Users?count=1", 301, "https://app.example/scim/v2/Users/", "/Users/?count=1"),
    (
      "GET", "/Users?count=1", 308, "https://APP.example:443/scim/v2/Users/?count=1",
      "/Users/?count=1"
    ),
    ("POST", "/Users", 307, "/scim/v2/Users/", "/Users/"),
    ("PATCH", "/Users/7", 308, "https://app.example/scim/v2/Users/7/", "/Users/7/"),
    ("GET", "/Users", 302, "https://app.example/scim/v2/Users/", nil),
    ("GET", "/Users", 301, "https://evil.example/scim/v2/Users/", nil),
    ("GET", "/Users", 301, "http://app.example/scim/v2/Users/", nil),
    ("GET", "/Users", 301, "https://app.example:8443/scim/v2/Users/", nil),
    ("GET", "/Users", 301, "https://app.example@evil.example/scim/v2/Users/", nil),
    ("GET", "/Users", 301, "https://x:y@app.example/scim/v2/Users/", nil),
    ("GET", "/Users", 301, "//evil.example/scim/v2/Users/", nil),
    ("GET", "/Users", 301, "https://app.example/login/", nil),
    ("GET", "/Users", 301, "https://app.example/scim/v2/Users", nil),
    ("GET", "/Users", 301, "javascript:x", nil), ("GET", "/Users", 301, nil, nil),
    ("GET", "/Users?filter=a", 404, nil, "/Users/?filter=a"),
    ("POST", "/Groups", 404, nil, "/Groups/"),
    ("GET", "/Users/7", 404, nil, nil), ("GET", "/Schemas", 404, nil, nil),
    ("GET", "/Users?startIndex=1&count=9", 400, nil, "/Users?startIndex=1"),
    ("GET", "/Users?startIndex=1", 501, nil, "/Users"),
    ("GET", "/Users?count=1", 500, nil, "/Users"),
    ("GET", "/Users?filter=a&startIndex=1", 500, nil, "/Users?filter=a"),
    ("GET", "/Users?filter=a", 400, nil, nil), ("POST", "/Users?count=1", 400, nil, nil),
    ("GET", "/Users?startIndex=1&count=9", 403, nil, nil), ("GET", "/Users?count=1", 200, nil, nil),
  ]

  @Test(arguments: rows.indices) func anAnswerAsksForAForm(_ index: Int) {
    let (method, path, status, location, sent) = Self.rows[index]
    var form = RequestForm(request: HTTPRequest(method, path))
    let response = HTTPResponse(
      status: status, headers: location.map { ["location": $0] } ?? [:])
    let wanted = form.wanted(by: response, base: Self.base)
    #expect((wanted == nil) == (sent == nil), "\(method) \(path) \(status)")
    if let wanted {
      form.variants.insert(wanted)
      #expect(form.sent.path == sent)
    }
  }

  // MARK: In a run

  private func sent(_ fixture: Fixture, _ path: String) -> Int {
    fixture.network.sent.count { $0.path.prefix { $0 != "?" } == path }
  }

  @Test(arguments: [301, 307, 308, 404])
  func collectionsThatWantASlashAreMet(_ status: Int) async throws {
    let fixture = try Fixture(rules: [.join("Eng", department: "Eng")])
    fixture.network.decide { request in
      let place = request.path.prefix { $0 != "?" }
      guard place == "/Users" || place == "/Groups" else {
        guard place == "/Users/" || place == "/Groups/" else { return .pass }
        var plain = request
        plain.path = String(place.dropLast()) + request.path.dropFirst(place.count)
        let answer = try await SandboxTransport(fixture.sandbox).send(plain)
        return .answer(answer.status, body: String(decoding: answer.body, as: UTF8.self))
      }
      return .answer(
        status, headers: status == 404 ? [:] : ["location": "http://127.0.0.1:1/scim\(place)/"])
    }
    try fixture.hire("ann", "bob", department: "Eng")
    try await fixture.run()
    #expect(await fixture.accounts() == ["ann", "bob"])
    #expect(await fixture.groups() == ["Eng: ann, bob"])
    #expect(sent(fixture, "/Users") == 1, "it is remembered for the run")
    let report = try await fixture.engine.connections.test("app")
    #expect(report.isUsable)
  }

  @Test func aFilterThatIsAnsweredWith404IsTriedWithASlashOnce() async throws {
    let fixture = try Fixture()
    fixture.network.decide { $0.path.contains("filter=") ? .answer(404) : .pass }
    try fixture.hire("ann", "bob", "cem")
    try await fixture.run()
    #expect(await fixture.accounts() == ["ann", "bob", "cem"])
    #expect(sent(fixture, "/Users/") == 1)
  }

  @Test(arguments: [400, 500, 501], [["count="], ["count=", "startIndex="]])
  func aListThatTakesNoPagingIsReadWithout(_ status: Int, _ refused: [String]) async throws {
    let fixture = try Fixture()
    try await fixture.stranger("ann")
    fixture.network.decide { request in
      if request.path.contains("filter=") { return .answer(501) }
      return refused.contains { request.path.contains($0) } ? .answer(status) : .pass
    }
    try fixture.hire("ann", "bob")
    try await fixture.run()
    #expect(await fixture.accounts() == ["ann", "bob"])
    #expect(try fixture.list(.failed).isEmpty)
    fixture.clock.advance(1)
    #expect(try await fixture.engine.verification.verify("app").differences.isEmpty)
    let report = try await fixture.engine.connections.test("app")
    #expect(report.isUsable, "\(report.summary)")
  }

  @Test func aListOfWhichTheRestCannotBeReadIsNotTakenForAll() async throws {
    let fixture = try Fixture()
    fixture.network.decide { request in
      if request.path.contains("startIndex=") { return .answer(400) }
      return request.isA("GET", "/Users")
        ? .answer(
          200, body: #"{"totalResults":2,"Resources":[{"id":"1","userName":"zoe"}]}"#)
        : .pass
    }
    await #expect(throws: EngineError.self) {
      _ = try await fixture.engine.verification.verify("app")
    }
  }

  @Test func theStatusOfAListThatFailedIsKept() async throws {
    let fixture = try Fixture()
    fixture.network.decide { request in
      request.isA("GET", "/Users") ? .answer(400, body: "<html>no</html>") : .pass
    }
    try fixture.hire("ann")
    try await fixture.run()
    #expect(try fixture.task(.create).error?.status == 400)
    fixture.network.decide { request in
      request.isA("GET", "/Users") ? .answer(200, body: "<html>no</html>") : .pass
    }
    _ = try fixture.engine.decisions.decide(.retry, [try fixture.task(.create).id])
    try await fixture.run()
    #expect(try fixture.task(.create).error?.status == 200)
  }
}
