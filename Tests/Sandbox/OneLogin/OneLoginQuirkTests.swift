import Text
import SCIM
import Sandbox
import Testing

/// Each switch of the simulated tenant.
@Suite struct OneLoginQuirkTests {
  private static let pages = "/api/2/users?limit=100"

  /// A tenant of 230 people with one switch.
  private func desk(_ quirk: String) throws -> OneLoginDesk {
    try OneLoginDesk(try OneLoginDesk.crowd(230), quirks: [quirk])
  }

  @Test func losesSomebodyWhoMovesAcrossAPage() throws {
    var desk = try desk("deletes-between-pages=1")
    let ids = desk.ids(Self.pages)
    #expect(ids.contains(1), "deleted after the first page")
    #expect(!ids.contains(101), "moved onto the first page, unseen")
    #expect(desk.answer("GET /api/2/users/101").status == 200)
    #expect(desk.answer("GET /api/2/users/1").status == 404)
    #expect(desk.ids(Self.pages).count == 229, "once only")
  }

  @Test func cutsRepeatsAndLosesPages() throws {
    var half = try desk("half-page=1")
    let cut = half.answer("GET " + Self.pages)
    #expect(cut.elements.count == 50)
    #expect(cut.headers["total-count"] == "230")
    #expect(half.ids(Self.pages).count == 230, "once only")
    var repeating = try desk("repeats-page=1")
    #expect(repeating.ids(Self.pages).count == 330)
    var losing = try desk("loses-cursor")
    #expect(losing.ids(Self.pages).count == 100)
    var boasting = try desk("total-too-high")
    #expect(boasting.answer("GET " + Self.pages).headers["total-count"] == "237")
    var capped = try desk("page-cap=50")
    #expect(capped.answer("GET " + Self.pages).elements.count == 50)
    #expect(capped.ids(Self.pages).count == 230)
  }

  @Test func forgetsWhatTheCursorDoesNotCarry() throws {
    var desk = try desk("cursor-forgets")
    let first = desk.answer("GET \(Self.pages)&fields=title&username=u*")
    let cursor = PercentEncoding.encode(try #require(first.headers["after-cursor"]))
    let bare = desk.answer("GET /api/2/users?cursor=\(cursor)")
    #expect(bare.elements.first?["title"] == nil)
    let whole = desk.answer("GET /api/2/users?cursor=\(cursor)&fields=title&username=u*")
    #expect(whole.elements.first?["title"]?.string == "T101")
  }

  @Test func showsFieldsInOtherTypes() throws {
    var desk = try OneLoginDesk(
      quirks: [
        "manager-as-text", "member-of-as-list", "early-dates", "values-as-array",
        "external-id-as-number",
      ])
    let turing = desk.answer("GET /api/2/users/61870204").json
    #expect(turing?["manager_user_id"] == "61870201")
    #expect(turing?["member_of"]?.array?.count == 2)
    #expect(turing?["locked_until"] == "0001-01-01T00:00:00.000Z")
    #expect(turing?["external_id"] == "E10001", "no number")
    _ = desk.answer("PUT /api/2/users/61870204", #"{"external_id":"77"}"#)
    #expect(desk.answer("GET /api/2/users/61870204").json?["external_id"] == 77)
    let app = desk.answer("GET /api/2/apps/1100200").json
    #expect(app?["parameters"]?["title"]?["values"] == .null)
  }

  @Test func answersNothingWhereValuesShouldBe() throws {
    var desk = try OneLoginDesk(quirks: ["empty-values", "bare-roles", "shows-unassigned"])
    let path = "GET /api/2/apps/1100200/rules"
    for end in ["/conditions/has_role/values", "/actions/set_groups/values"] {
      let answer = desk.answer(path + end)
      #expect(answer.status == 200)
      #expect(answer.text.isEmpty)
    }
    #expect(desk.answer("GET /api/2/roles/340475").json?.object?.count == 2)
    let fixture =
      #"{"users":[{"id":1,"username":"a"}],"roles":[{"id":7,"name":"R","unassigned":[1]}]}"#
    var other = try OneLoginDesk(
      try OneLoginTenant(fixture: Array(fixture.utf8), now: 0), quirks: ["shows-unassigned"])
    #expect(other.answer("GET /api/2/roles/7/users").elements.first?["assigned"] == false)
  }

  @Test func writesLate() throws {
    var desk = try OneLoginDesk(quirks: ["late-writes=300"])
    _ = desk.answer("PUT /api/2/users/61870204", #"{"title":"Fellow"}"#)
    #expect(desk.answer("GET /api/2/users/61870204").json?["title"] == "Engineer")
    desk.now += 300
    let late = desk.answer("GET /api/2/users/61870204").json
    #expect(late?["title"] == "Fellow")
    #expect(late?["updated_at"]?.string == DateTime.text(desk.now))
  }

  @Test func refusesTheTokenOnce() throws {
    var desk = try OneLoginDesk(quirks: ["revokes-token=1"])
    #expect(desk.answer("GET /api/2/users").status == 401)
    #expect(desk.answer("GET /api/2/users").status == 401, "until there is another one")
    let token = desk.answer(
      "POST /auth/oauth2/v2/token", OneLoginDesk.grant, as: OneLoginDesk.basic)
    desk.token = token.json?["access_token"]?.string ?? ""
    #expect(desk.answer("GET /api/2/users").status == 200)
  }

  @Test func refusesToGiveTokens() throws {
    var desk = try OneLoginDesk(quirks: ["v1-429=1", "burst=3"])
    #expect(desk.answer("GET /api/1/groups").headers["x-ratelimit-reset"] == "1")
    #expect(desk.answer("GET /api/1/groups").status == 200)
    let statuses = (0..<6).map { _ in desk.answer("GET /api/2/roles").status }
    #expect(statuses == [200, 200, 502, 200, 200, 502])
    desk.provider.quirks = try OneLoginQuirks(["token-429=1", "token-500=1"])
    let path = "POST /auth/oauth2/v2/token"
    let flood = desk.answer(path, OneLoginDesk.grant, as: OneLoginDesk.basic)
    #expect(flood.status == 429)
    #expect(flood.headers["content-type"] == "text/html")
    #expect(desk.answer(path, OneLoginDesk.grant, as: OneLoginDesk.basic).status == 500)
    #expect(desk.answer(path, OneLoginDesk.grant, as: OneLoginDesk.basic).status == 200)
  }

  @Test func letsTheTesterThrough() throws {
    var desk = try OneLoginDesk(
      try OneLoginDesk.crowd(230), quirks: ["half-page", "loses-cursor"],
      faults: [SandboxFault(.serverError, rate: 1)])
    #expect(desk.answer("GET /api/2/users").status == 500)
    let whole = desk.answer("GET " + Self.pages, as: "Bearer S")
    #expect(whole.elements.count == 100)
    #expect(whole.headers["after-cursor"] != nil)
    #expect(desk.answer("PUT /sandbox/faults", "[]", as: "Bearer S").status == 204)
    #expect(desk.answer("PUT /sandbox/quirks", #"["half-page"]"#, as: "Bearer S").status == 204)
    #expect(desk.answer("PUT /sandbox/quirks", #"["half"]"#, as: "Bearer S").status == 400)
    #expect(desk.answer("GET /sandbox/fixture").status == 401)
    let fixture = desk.answer("GET /sandbox/fixture", as: "Bearer S")
    #expect(fixture.json?["users"]?.array?.count == 230)
    #expect(desk.answer("PUT /sandbox/fixture", "{}", as: "Bearer S").status == 204)
    #expect(desk.provider.tenant.users.isEmpty)
    #expect(desk.answer("POST /sandbox/revoke", as: "Bearer S").status == 204)
    #expect(desk.answer("GET /api/2/users").status == 401)
    #expect(desk.answer("GET /sandbox/requests", as: "Bearer S").elements.count == 4)
  }

  @Test(arguments: ["half-page=-1", "page-cap", "early-dates=1", "nothing", "burst=x"])
  func refusesAnUnknownSwitch(_ text: String) {
    #expect(throws: OneLoginSwitchError.self) { try OneLoginQuirks([text]) }
  }
}
