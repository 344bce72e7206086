import Engine
import Provisioning
import SCIM
import Sandbox
import Synchronization
import Testing

@testable import Directories

/// A simulated tenant, with everything that it can do to a reader.
@Suite struct OneLoginDirectoryTests {
  @Test func readsPeopleAsTheyAre() async throws {
    let people = try await Tenant().reader().everyone()
    #expect(people.count == 14)
    let turing = try #require(people["61870204"])
    #expect(turing.reference == "61870204")
    #expect(turing.manager == "61870201")
    #expect(turing.entry.user.username == "turing")
    #expect(turing.entry.user.status == .active)
    #expect(turing.entry.user.roles == ["Default", "Employees", "NS-VPN"])
    #expect(
      turing.entry.user.attributes == [
        "email": "turing@example.com", "firstname": "Alan", "lastname": "Turing",
        "title": "Engineer", "department": "Engineering", "company": "Example",
        "phone": "+49 30 555002", "samaccountname": "turing", "group": "Default Policy",
        "member_of": "CN=Staff,OU=Groups,DC=example,DC=com;CN=NS-VPN,OU=Groups,DC=example,DC=com",
        "onelogin_external_id": "E10001", "external_id": "61870204", "cost_center": "110",
        "employment": "employee",
      ])
    let statuses = people.values.filter { $0.entry.user.status == .suspended }
    #expect(Set(statuses.map(\.entry.user.username)) == ["galois", "babbage"], "locked is active")
    #expect(people["61870201"]?.manager == nil)
  }

  @Test(arguments: [
    "page-cap=50", "cursor-forgets", "manager-as-text", "external-id-as-number",
    "member-of-as-list", "early-dates", "revokes-token=1", "burst=4",
    "bare-roles", "shows-unassigned", "v1-429=2", "token-429=2", "token-500=1", "empty-values",
    "values-as-array",
  ])
  func isTheSameWhateverTheTenantDoes(_ quirk: String) async throws {
    for tenant in [try Tenant.crowd(230), .sample] {
      let plain = try await Tenant(tenant).reader().everyone()
      let odd = try Tenant(tenant, quirks: [quirk])
      let people = try await odd.reader().everyone()
      #expect(people == plain)
      #expect(people.count == tenant.users.count)
      let stamp = try await odd.reader().stamp()
      #expect(stamp != nil)
    }
  }

  @Test(arguments: [
    "500:0.2@1", "503:0.2@2", "429:0.2@3", "429:0.2:2@4", "reset:0.2@5",
    "lost-answer:0.2@6", "truncated:0.2@7",
  ])
  func healsWithinOneReading(_ fault: String) async throws {
    let crowd = try Tenant.crowd(1_230)
    let plain = try await Tenant(crowd).reader().everyone()
    let tenant = try Tenant(crowd, faults: [try SandboxFault(parsing: fault)])
    #expect(try await tenant.reader().everyone() == plain)
    #expect(tenant.waits.withLock { $0.count } > 3, "it did fail")
  }

  @Test(arguments: [
    "half-page", "total-too-high", "repeats-page", "loses-cursor", "deletes-between-pages",
  ])
  func believesNoHalfReading(_ quirk: String) async throws {
    let crowd = try Tenant.crowd(230)
    var expected = try await Tenant(crowd).reader { $0.roles = nil }.everyone()
    if quirk == "deletes-between-pages" { expected["1"] = nil }
    let once = try Tenant(crowd, quirks: [quirk + "=1"]).reader { $0.roles = nil }
    do {
      _ = try await once.everyone()
      Issue.record("\(quirk) was believed")
    } catch let problem as SourceProblem {
      #expect(problem.kind == .incomplete)
      #expect(problem.heals)
      #expect(problem.sentence.contains("OneLogin"))
    }
    #expect(try await once.everyone() == expected, "it heals")
    let always = try Tenant(crowd, quirks: [quirk])
    await #expect(throws: SourceProblem.self) {
      try await always.reader { $0.roles = nil }.everyonePatiently()
    }
  }

  @Test func believesNoHalfRole() async throws {
    let tenant = try Tenant(try Tenant.crowd(230), quirks: ["half-page=2"])
    await #expect(throws: SourceProblem.self) { try await tenant.reader().everyone() }
  }

  @Test func tellsWhoIsGoneFromWhoIsOutOfSight() async throws {
    let tenant = try Tenant()
    let directory = tenant.reader()
    try await tenant.tester("DELETE /api/2/users/61870204")
    let found = try await directory.find(["61870204", "61870201"])
    #expect(found.map(\.key) == ["61870201"])
    #expect(found.first?.entry.user.roles == ["Default", "Employees"])
    #expect(found.first?.entry.user.attributes["group"] == "Default Policy")
  }

  @Test func noticesThatSomethingChanged() async throws {
    let tenant = try Tenant()
    let directory = tenant.reader()
    let first = try await directory.stamp()
    tenant.wait(60)
    #expect(try await directory.stamp() == first)
    try await tenant.tester("POST /api/2/roles/340476/users", "[61870201]")
    let given = try await directory.stamp()
    #expect(given != first, "a role was given, and no user's date moved")
    try await tenant.tester("PUT /api/2/users/61870201", #"{"title":"Countess"}"#)
    let changed = try await directory.stamp()
    #expect(changed != given)
    try await tenant.tester("DELETE /api/2/users/61870210")
    #expect(try await directory.stamp() != changed)
  }

  @Test func readsTheRolesOnceForStampAndPeople() async throws {
    let tenant = try Tenant()
    let directory = tenant.reader()
    _ = try await directory.stamp()
    _ = try await directory.everyone()
    #expect(try await tenant.requests().count { $0 == "/api/2/roles/340475/users" } == 1)
    _ = try await directory.stamp()
    _ = try await directory.everyone()
    #expect(try await tenant.requests().count { $0 == "/api/2/roles/340475/users" } == 2)
  }

  @Test func readsOnlyTheRolesThatAreNamed() async throws {
    let tenant = try Tenant()
    let named = tenant.reader {
      $0.roles = SourceRoles(names: ["employees", "NS-*"], map: ["NS-VPN": "VPN"])
    }
    let people = try await named.everyone()
    #expect(people["61870204"]?.entry.user.roles == ["Employees", "VPN"])
    #expect(try await !tenant.requests().contains("/api/2/roles/340477/users"))
    let wrong = tenant.reader { $0.roles = SourceRoles(names: ["Employes"]) }
    await #expect(throws: SourceProblem.self) { try await wrong.everyone() }
    let none = try await tenant.reader { $0.roles = nil }.everyone()
    #expect(none["61870204"]?.entry.mentioned.roles == false)
  }

  @Test func takesOtherKeysAndFields() async throws {
    let tenant = try Tenant()
    let directory = tenant.reader {
      $0.key = "external_id"
      $0.attributes = [
        "username": "email", "badge": "custom_attribute_cost_center", "employment": "",
        "phone": "",
      ]
    }
    let people = try await directory.everyone()
    let turing = try #require(people["E10001"])
    #expect(turing.entry.user.username == "turing@example.com")
    #expect(turing.entry.user.attributes["badge"] == "110")
    #expect(turing.entry.user.attributes["cost_center"] == nil)
    #expect(turing.entry.user.attributes["employment"] == nil)
    #expect(turing.entry.user.attributes["phone"] == nil)
    #expect(!turing.entry.mentioned.speaks(of: "phone"))
    #expect(try await directory.find(["E10001"]).map(\.key) == ["E10001"])
    let wrong = tenant.reader { $0.attributes = ["badge": "cost_centre"] }
    do {
      _ = try await wrong.everyone()
    } catch let problem as SourceProblem {
      #expect(problem.kind == .configuration)
      #expect(problem.sentence.contains("did you mean cost_center?"))
    }
  }

  @Test func aCustomFieldMustNotHideAnotherAttribute() async throws {
    let fixture = """
      {"users":[{"id":1,"username":"a","custom_attributes":{"department":"x"}}],
       "custom_fields":[{"id":1,"name":"D","shortname":"department","position":1}]}
      """
    let tenant = try OneLoginTenant(fixture: Array(fixture.utf8), now: 0)
    await #expect(throws: SourceProblem.self) {
      try await Tenant(tenant).reader().everyone()
    }
    let named = try await Tenant(tenant).reader {
      $0.attributes = ["custom_department": "custom_attribute_department"]
    }.everyone()
    #expect(named["1"]?.entry.user.attributes["custom_department"] == "x")
  }

  @Test func waitsAsLongAsItIsTold() async throws {
    let tenant = try Tenant(quirks: ["v1-429=1"])
    _ = try await tenant.reader().everyone()
    #expect(tenant.waits.withLock { $0 } == [1], "x-ratelimit-reset")
    let client = OneLoginClient(
      transport: Refusal(status: 429, headers: ["x-ratelimit-reset": "1800"]), pause: { _ in })
    await #expect(throws: SourceProblem.self) { try await client.get("/api/2/users") }
  }

  @Test(arguments: [
    (#"{"status":{"error":true,"code":400,"type":"t","message":"wrong v1"}}"#, "wrong v1"),
    (#"{"message":"wrong v2","statusCode":400,"name":"BadRequestError"}"#, "wrong v2"),
    (#"{"status":400,"error":"BadRequestError","description":"wrong page"}"#, "wrong page"),
    (#"{"code":422,"message":["wrong rule"],"errors":[]}"#, "wrong rule"),
    ("<html><body>wrong</body></html>", nil),
  ])
  func readsEachShapeOfError(_ body: String, _ message: String?) async throws {
    let answer = HTTPResponse(status: 400, body: Array(body.utf8))
    #expect(OneLoginClient.message(answer) == message)
    let client = OneLoginClient(transport: Refusal(status: 400, body: body), pause: { _ in })
    do {
      _ = try await client.get("/api/2/users?limit=1")
      Issue.record("it is no answer")
    } catch let problem as SourceProblem {
      let said = message.map { ": \($0)" } ?? ""
      #expect(problem.sentence == "OneLogin answers 400 to /api/2/users\(said)")
      #expect(!problem.heals)
    }
  }

  @Test func aGatewaysRefusalIsNoAbsence() async throws {
    let gateway = OneLoginDirectory(
      OneLoginSettings(), transport: Refusal(status: 404, body: "<html>"), pause: { _ in })
    await #expect(throws: SourceProblem.self) { try await gateway.find(["1"]) }
  }

  /// Refuses everything.
  private struct Refusal: HTTPTransport {
    var status: Int
    var headers: [String: String] = [:]
    var body = ""

    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
      HTTPResponse(status: status, headers: headers, body: Array(body.utf8))
    }
  }

  @Test(
    arguments: [
      (0, 1, UserStatus.suspended), (1, 1, .active), (2, 1, .suspended), (3, 1, .active),
      (4, 1, .active), (5, 1, .active), (6, 1, .suspended), (7, 1, .active), (8, 1, .active),
      (9, 1, nil), (1, 0, .suspended), (1, 2, .suspended), (1, 3, .suspended), (1, 7, nil),
      (1, nil, .active),
    ] as [(Int, Int?, UserStatus?)])
  func whoIsActive(_ status: Int, _ state: Int?, _ expected: UserStatus?) {
    #expect(OneLoginStatus.status(status, state: state) == expected)
  }

  @Test(arguments: [
    ("NS-VPN", "ns-*", true), ("NS-VPN", "*vpn", true), ("NS-VPN", "NS-VPN", true),
    ("NS-VPN", "N*-*N", true), ("NS", "NS*S", false), ("X-NS", "NS-*", false),
  ])
  func namesWithStars(_ name: String, _ pattern: String, _ expected: Bool) {
    #expect(OneLoginRoles.matches(name, pattern) == expected)
  }
}
