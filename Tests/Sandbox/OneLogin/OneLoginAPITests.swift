import Text
import Foundation
import SCIM
import Sandbox
import Testing

/// The simulated tenant as the documentation has it, without a quirk.
@Suite struct OneLoginAPITests {
  @Test func givesTheSameTokenToEachFormOfCredentials() throws {
    var desk = try OneLoginDesk()
    let path = "POST /auth/oauth2/v2/token"
    #expect(desk.token.count > 30)
    let own = desk.answer(path, OneLoginDesk.grant, as: "client_id:id, client_secret:S")
    #expect(own.json?["access_token"]?.string == desk.token)
    let form = desk.answer(
      path, "grant_type=client_credentials&client_id=id&client_secret=S", as: "",
      type: "application/x-www-form-urlencoded")
    #expect(form.json?["access_token"]?.string == desk.token)
    desk.now += 60
    let later = desk.answer(path, OneLoginDesk.grant, as: OneLoginDesk.basic)
    #expect(later.json?["expires_in"]?.integer == 36_000 - 60)
    let older = desk.answer("POST /auth/oauth2/token", OneLoginDesk.grant, as: OneLoginDesk.basic)
    #expect(older.json?["data"]?.array?.first?["access_token"]?.string == desk.token)
    desk.now += 36_000
    let next = desk.answer(path, OneLoginDesk.grant, as: OneLoginDesk.basic)
    #expect(next.json?["access_token"]?.string != desk.token)
    #expect(desk.answer("GET /api/2/users").status == 401)
  }

  @Test func refusesInFiveShapes() throws {
    var desk = try OneLoginDesk()
    let path = "POST /auth/oauth2/v2/token"
    let wrong = desk.answer(path, OneLoginDesk.grant, as: "client_id:id, client_secret:no")
    #expect(wrong.status == 401)
    #expect(wrong.json?["status"]?["type"]?.string == "Unauthorized")
    #expect(desk.answer(path, #"{"grant_type":"password"}"#, as: OneLoginDesk.basic).status == 400)
    let missing = desk.answer("GET /api/2/users/1")
    #expect(missing.status == 404)
    #expect(missing.json?["name"]?.string == "NotFoundError")
    let stranger = desk.answer("GET /api/2/users?filter=x")
    #expect(stranger.status == 400)
    #expect(stranger.json?["message"]?.string == "query parameter(s) not allowed: filter")
    #expect(desk.answer("GET /api/2/users?sort=nothing").status == 422)
    let paging = desk.answer("GET /api/2/users?cursor=NQ%3D%3D")
    #expect(paging.json?["description"]?.string == "Invalid pagination cursor")
    let rule = desk.answer(
      "POST /api/2/apps/1100200/rules",
      #"{"name":"x","match":"all","conditions":[{"source":"email","operator":"contains","value":"a"}],"actions":[]}"#
    )
    #expect(rule.status == 422)
    let place = rule.json?["errors"]?.array?.first?["field"]?.string
    #expect(place == "conditions.[0].operator")
    #expect(desk.answer("GET /nowhere").text.hasPrefix("<html>"))
    #expect(desk.answer("DELETE /api/2/roles/340475/users", #"{"user_id":[1]}"#).status == 400)
  }

  @Test func pagesByACursorThatIsAQueryInBase64() throws {
    var desk = try OneLoginDesk(try OneLoginDesk.crowd(230))
    let first = desk.answer("GET /api/2/users?limit=100&fields=id,title")
    #expect(first.elements.count == 100)
    #expect(first.elements.last?["title"]?.string == "T100")
    #expect(first.headers["total-count"] == "230")
    #expect(first.headers["total-pages"] == "3")
    let cursor = try #require(first.headers["after-cursor"])
    let text = String(decoding: try #require(Data(base64Encoded: cursor)), as: UTF8.self)
    #expect(text.hasPrefix("limit=100&sort=id&page=2&sort_direction=asc"))
    let encoded = PercentEncoding.encode(cursor)
    let both = desk.answer("GET /api/2/users?cursor=\(encoded)&limit=100")
    #expect(both.status == 400)
    #expect(both.json?["error"]?.string == "BadRequestError")
    #expect(desk.answer("GET /api/2/users?cursor=\(encoded)&fields=id").status == 400)
    let second = desk.answer("GET /api/2/users?cursor=\(encoded)")
    #expect(second.elements.first?["title"]?.string == "T101")
    #expect(desk.ids("/api/2/users?limit=100") == Array(1...230))
    #expect(desk.ids("/api/2/roles/7/users?limit=500") == Array(1...230))
    #expect(desk.answer("GET /api/2/roles/7/users?limit=500").elements.count == 100)
  }

  @Test func leavesFieldsOutOfAList() throws {
    var desk = try OneLoginDesk()
    let listed = try #require(desk.answer("GET /api/2/users").elements.first)
    #expect(listed["email"]?.string == "lovelace@example.com")
    for name in ["custom_attributes", "title", "department", "manager_user_id", "role_ids"] {
      #expect(listed[name] == nil, "\(name)")
    }
    let asked = desk.answer(
      "GET /api/2/users?fields=manager_user_id,custom_attributes&username=turing")
    #expect(asked.elements.count == 1)
    #expect(asked.elements[0]["manager_user_id"]?.integer == 61_870_201)
    #expect(asked.elements[0]["custom_attributes"]?["cost_center"]?.string == "110")
    #expect(asked.elements[0].object?.count == 3)
    let whole = desk.answer("GET /api/2/users/61870201")
    #expect(whole.json?["role_ids"]?.array?.count == 2)
  }

  @Test(arguments: [
    ("username=*oo*", ["boole"]), ("email=GODEL@example.com", ["godel"]),
    ("custom_attributes.employment=contractor", ["boole"]),
    (
      "user_ids=61870201,61870204",
      ["lovelace", "turing"]
    ), ("updated_since=2026-01-05T08:00:01.000Z", []),
    ("role_id=340476", ["turing", "shannon", "galois"]),
  ])
  func filtersUsers(_ query: String, _ names: [String]) throws {
    var desk = try OneLoginDesk()
    let found = desk.answer("GET /api/2/users?" + query).elements
    #expect(found.compactMap { $0["username"]?.string } == names)
  }

  @Test func takesWritesAndTellsOfThem() throws {
    var desk = try OneLoginDesk()
    let made = desk.answer("POST /api/2/users", #"{"username":"zuse","firstname":"Konrad"}"#)
    #expect(made.status == 201)
    let id = try #require(made.json?["id"]?.integer)
    #expect(desk.answer("POST /api/2/users", #"{"username":"ZUSE"}"#).status == 422)
    desk.now += 10
    #expect(
      desk.answer("PUT /api/2/users/\(id)", #"{"custom_attributes":{"cost_center":"7"}}"#).status
        == 200)
    let since = DateTime.text(desk.now)
    #expect(desk.ids("/api/2/users?updated_since=\(since)") == [id])
    #expect(desk.answer("POST /api/2/roles/340475/users", "[\(id)]").status == 200)
    #expect(desk.ids("/api/2/roles/340475/users").contains(id))
    #expect(desk.ids("/api/2/apps/1100200/users").contains(id))
    #expect(desk.answer("DELETE /api/2/users/\(id)").status == 204)
    #expect(desk.answer("GET /api/2/users/\(id)").status == 404)
    #expect(!desk.ids("/api/2/roles/340475/users").contains(id))
    let events = desk.answer("GET /api/1/events?event_type_id=17").json?["data"]?.array
    #expect(events?.map { $0["user_id"]?.integer } == [id])
  }

  @Test func showsRulesAndWhatTheyCanBeMadeOf() throws {
    var desk = try OneLoginDesk()
    let rules = "GET /api/2/apps/1100200/rules"
    #expect(desk.answer(rules).elements.count == 4)
    #expect(
      desk.answer(rules + "?enabled=false").elements.map { $0["name"]?.string } == [
        "Old sales group"
      ])
    let sources = desk.answer(rules + "/conditions").elements.compactMap { $0["value"]?.string }
    #expect(sources.contains("custom_attribute_cost_center"))
    #expect(desk.answer(rules + "/conditions/has_role/operators").elements.count == 2)
    let roles = desk.answer(rules + "/conditions/has_role/values").elements
    #expect(roles.first?["value"] == 340_475)
    let free = desk.answer(rules + "/conditions/email/values")
    #expect(free.status == 200)
    #expect(free.text.isEmpty)
    let groups = desk.answer(rules + "/actions/set_groups/values").elements
    #expect(groups.map { $0["name"]?.string } == ["Engineers", "Sales", "Review"])
    #expect(desk.answer("GET /api/2/apps/1100200").json?["role_ids"] == [340_475])
    #expect(desk.ids("/api/2/apps?name=net*") == [1_100_200])
  }

  @Test func countsTheHourOfVersionOneAlone() throws {
    var desk = try OneLoginDesk(hourly: 2)
    #expect(desk.answer("GET /api/1/groups").headers["x-ratelimit-remaining"] == "1")
    desk.now += 100
    #expect(desk.answer("GET /api/1/groups").status == 200)
    let refused = desk.answer("GET /api/1/groups")
    #expect(refused.status == 429)
    #expect(refused.headers["x-ratelimit-reset"] == "3500")
    let free = desk.answer("GET /api/2/roles")
    #expect(free.status == 200)
    #expect(free.headers["x-ratelimit-remaining"] == nil)
    #expect(desk.answer("GET /auth/rate_limit").json?["data"]?["X-RateLimit-Limit"] == 2)
  }

  @Test func aFixtureReadsBack() throws {
    let sample = OneLoginTenant.sample
    #expect(sample.users.count == 14)
    let again = try OneLoginTenant(fixture: sample.fixture.bytes, now: 0)
    #expect(again == sample)
    #expect(throws: OneLoginFixtureError.self) {
      try OneLoginTenant(fixture: Array(#"{"user":[]}"#.utf8), now: 0)
    }
    #expect(throws: OneLoginFixtureError.self) {
      try OneLoginTenant(fixture: Array(#"{"users":[{"username":"a"}]}"#.utf8), now: 0)
    }
  }
}
