import Text
import SCIM
import Sandbox
import Testing

@Suite struct ListTests {
  /// Ann, bob, Eve and dan, in this order.
  private func desk() -> Desk {
    var desk = Desk()
    _ = desk.user("Ann", #""title":"b","active":true,"externalId":"E1""#)
    desk.now += 10
    _ = desk.user("bob", #""title":"a","active":false,"\#(enterprise)":{"department":"R&D"}"#)
    _ = desk.user("Eve", #""active":true,"displayName":"E""#)
    _ = desk.user("dan", #""title":"c","name":{"familyName":"Z"}"#)
    return desk
  }

  @Test(arguments: [
    ("", "Ann bob Eve dan"),
    (#"filter=userName eq "ann""#, "Ann"),
    (#"filter=userName eq "ann" or displayName eq "e""#, "Ann Eve"),
    (#"filter=externalId eq "E1""#, "Ann"),
    (#"filter=externalId eq "e1""#, ""),
    (#"filter=userName eq "ann" and title eq "a""#, ""),
    (#"filter=title pr and not (userName eq "ann")"#, "bob dan"),
    (#"filter=active eq false"#, "bob"),
    (#"filter=emails co "EVE@""#, "Eve"),
    (#"filter=emails[value sw "dan"]"#, "dan"),
    (
      #"filter=urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department eq "r&d""#,
      "bob"
    ),
    (#"filter=meta.created gt "2026-01-01T00:00:05Z""#, "bob Eve dan"),
    (#"filter=nothing eq "x""#, ""),
    ("sortBy=userName", "Ann bob dan Eve"),
    ("sortBy=userName; sortOrder=descending", "Eve dan bob Ann"),
    ("sortBy=title", "bob Ann dan Eve"),
    ("sortBy=title; sortOrder=descending", "Eve dan Ann bob"),
    ("sortBy=name.familyName", "dan Ann bob Eve"),
    ("sortBy=emails", "Ann bob dan Eve"),
    ("sortBy=userName; startIndex=2; count=2", "bob dan"),
    ("startIndex=2; count=2", "bob Eve"),
    ("startIndex=4; count=9", "dan"),
    ("startIndex=5", ""),
    ("startIndex=0; count=1", "Ann"),
    ("startIndex=-3; count=1", "Ann"),
    ("count=0", ""),
    ("count=-1", ""),
    ("filter=title pr; startIndex=2; count=1", "bob"),
    ("FILTER=title pr; STARTINDEX=3", "dan"),
  ])
  func lists(_ query: String, _ expected: String) {
    var desk = desk()
    let encoded = query.split(separator: "; ").map { pair in
      let parts = pair.split(separator: "=", maxSplits: 1)
      return "\(parts[0])=\(PercentEncoding.encode(String(parts[1])))"
    }
    let answer = desk.answer("GET /Users?\(encoded.joined(separator: "&"))")
    #expect(answer.status == 200)
    #expect(answer.texts("userName").joined(separator: " ") == expected)
    #expect(answer.json?["itemsPerPage"]?.integer == answer.resources.count)
    #expect(answer.json?["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:ListResponse"])
    if !query.contains("filter"), !query.contains("FILTER") {
      #expect(answer.json?["totalResults"] == 4)
    }
  }

  @Test func aSearchIsAList() throws {
    var desk = desk()
    _ = desk.group("ann's")
    let body =
      #"{"filter":"userName sw \"a\" or displayName sw \"a\"","attributes":["userName"],"count":5}"#
    let users = desk.answer("POST /Users/.search", body)
    #expect(users.texts("userName") == ["Ann"])
    #expect(users.resources.first?["emails"] == nil)
    let everything = desk.answer("POST /.search", body)
    #expect(everything.json?["totalResults"] == 2)
    #expect(
      everything.resources.map { $0["schemas"]?.array?.first } == [
        .string(userSchema), .string(groupSchema),
      ])
    #expect(desk.answer("POST /Nothing/.search", "{}").status == 404)
    #expect(desk.answer("POST /Users/.search", "[]").status == 400)
    #expect(desk.answer("GET /?filter=id%20pr").json?["totalResults"] == 5)
  }

  @Test(arguments: ["", "&filter=userName%20pr", "&sortBy=userName"])
  func cursorsGoThroughAll(_ more: String) throws {
    var desk = Desk()
    var names = (0..<25).map { "u\($0 + 10)" }
    for name in names { _ = desk.user(name) }
    var seen: [String] = []
    var cursor = ""
    for page in 0..<9 {
      let answer = desk.answer("GET /Users?cursor=\(cursor)&count=4\(more)")
      #expect(answer.json?["startIndex"] == nil)
      #expect(answer.json?["totalResults"] != nil)
      seen += answer.texts("userName")
      if page == 1, !more.hasPrefix("&sort") {
        // What is deleted and created on the way costs nobody a place.
        for gone in [names[0], names[7]] {
          let id = desk.answer("GET /Users?filter=userName%20eq%20%22\(gone)%22").texts("id")[0]
          #expect(desk.answer("DELETE /Users/\(id)").status == 204)
        }
        _ = desk.user("u99")
        names.append("u99")
      }
      guard let next = answer.json?["nextCursor"]?.string else { break }
      cursor = PercentEncoding.encode(next)
    }
    #expect(seen == names)
    #expect(desk.answer("GET /Users?cursor=\(cursor)x&count=4\(more)").scimType == "invalidCursor")
    #expect(
      desk.answer("GET /Users?cursor=\(cursor)&filter=title%20pr").scimType == "invalidCursor")
  }

  @Test(arguments: [
    ("attributes=userName", ["schemas", "id", "userName"]),
    ("attributes=USERNAME,emails.value", ["schemas", "id", "userName", "emails"]),
    ("attributes=urn:ietf:params:scim:schemas:core:2.0:User:title", ["schemas", "id", "title"]),
    ("attributes=\(enterprise)", ["schemas", "id", enterprise]),
    ("attributes=\(enterprise):department", ["schemas", "id", enterprise]),
    ("attributes=nothing", ["schemas", "id"]),
    ("attributes=", ["schemas", "id", "userName", "emails", "title", enterprise, "meta"]),
    ("excludedAttributes=emails,meta,id", ["schemas", "id", "userName", "title", enterprise]),
    (
      "excludedAttributes=\(enterprise):department",
      ["schemas", "id", "userName", "emails", "title", "meta"]
    ),
    (
      "excludedAttributes=emails.value",
      ["schemas", "id", "userName", "emails", "title", enterprise, "meta"]
    ),
  ])
  func attributesAreChosen(_ query: String, _ names: [String]) {
    var desk = Desk()
    let id = desk.user(
      "ann", #""title":"Dr.","\#(enterprise)":{"department":"R&D"},"password":"x""#)
    _ = desk.patch("/Users/\(id)", #"{"op":"add","path":"emails.type","value":"work"}"#)
    let one = desk.answer("GET /Users/\(id)?\(query)").json?.object
    #expect(one?.members.map(\.name) == names)
    let listed = desk.answer("GET /Users?\(query)").resources.first?.object
    #expect(listed == one)
    if query.contains("emails.value") {
      let kept = query.hasPrefix("excluded") ? "type" : "value"
      #expect(one?["emails"]?.array?.first?.object?.members.map(\.name) == [kept])
    }
  }

  @Test func discoverySaysWhatThereIs() {
    var desk = Desk()
    let config = desk.answer("GET /ServiceProviderConfig").json
    for feature in ["patch", "bulk", "filter", "sort", "etag"] {
      #expect(config?[feature]?["supported"] == true)
    }
    #expect(config?.value(at: "pagination.cursor") == true)
    #expect(desk.answer("GET /ResourceTypes").texts("id") == ["User", "Group"])
    #expect(desk.answer("GET /ResourceTypes/user").json?["endpoint"] == "/Users")
    let schemas = desk.answer("GET /Schemas")
    #expect(SchemaSet(json: schemas.resources, core: Schema.user.id) == .user)
    #expect(desk.answer("GET /Schemas/\(enterprise)").json?["name"] == "EnterpriseUser")
    #expect(desk.answer("GET /Schemas/urn:nothing").status == 404)
    #expect(desk.answer("GET /Schemas?filter=id%20pr").status == 403)
    #expect(desk.answer("POST /Schemas", "{}").status == 405)
  }
}

@Suite struct BulkTests {
  @Test func operationsReferToOneAnother() {
    var desk = Desk()
    let answer = desk.answer(
      "POST /Bulk",
      #"""
      {"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],"Operations":[
       {"method":"POST","path":"/Groups","bulkId":"g","data":{"schemas":["\#(groupSchema)"],
         "displayName":"G","members":[{"value":"bulkId:a"}]}},
       {"method":"post","path":"/Users","bulkId":"a","data":{"schemas":["\#(userSchema)"],"userName":"ann"}},
       {"method":"PATCH","path":"/Users/bulkId:a","data":{"Operations":[{"op":"add","path":"title","value":"Dr."}]}},
       {"method":"DELETE","path":"/Users/nobody"},
       {"method":"GET","path":"/Users"},
       {"method":"POST","path":"/Bulk"}]}
      """#)
    #expect(answer.status == 200)
    let results = answer.json?["Operations"]?.array ?? []
    #expect(results.map { $0["status"] } == ["201", "201", "200", "404", "400", "404"])
    let ann = desk.provider.users[0]
    #expect(ann["title"] == "Dr.")
    #expect(desk.provider.groups[0].value(at: "members.value") == ann["id"])
    #expect(results[1]["location"] == ann.value(at: "meta.location"))
    #expect(results[1]["bulkId"] == "a")
    #expect(results[3]["response"]?["status"] == "404")
  }

  @Test func itStopsAfterSoManyErrors() {
    var desk = Desk()
    let failing = #"{"method":"DELETE","path":"/Users/x"}"#
    let body =
      #"{"failOnErrors":2,"Operations":[\#([failing, failing, failing].joined(separator: ","))]}"#
    #expect(desk.answer("POST /Bulk", body).json?["Operations"]?.array?.count == 2)
  }

  @Test func whatWaitsForEachOtherFailsOrIsKeptAsItIs() {
    var desk = Desk()
    let body = #"""
      {"Operations":[{"method":"PATCH","path":"/Users/bulkId:b","bulkId":"a","data":{"Operations":[]}},
       {"method":"PATCH","path":"/Users/bulkId:a","bulkId":"b","data":{"Operations":[]}}]}
      """#
    let results = desk.answer("POST /Bulk", body).json?["Operations"]?.array ?? []
    #expect(results.map { $0["status"] } == ["404", "404"])
  }

  @Test func limitsAreKept() {
    var desk = Desk()
    let one = #"{"method":"DELETE","path":"/Users/x"}"#
    let many = Array(repeating: one, count: 1001).joined(separator: ",")
    #expect(desk.answer("POST /Bulk", "{\"Operations\":[\(many)]}").status == 413)
    #expect(desk.answer("POST /Bulk", String(repeating: " ", count: 1_048_577)).status == 413)
    #expect(desk.answer("POST /Bulk", "{}").status == 400)
  }
}
