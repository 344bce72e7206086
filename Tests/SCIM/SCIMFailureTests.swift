import Text
import SCIM
import Testing

@Suite struct SCIMFailureTests {
  @Test(
    arguments: [
      (
        400, #"{"schemas":["x"],"status":"400","scimType":"noTarget","detail":"No."}"#, 400,
        "noTarget", "No."
      ),
      (
        409, #"{"status":409,"detail":"Taken","SCIMTYPE":"uniqueness"}"#, 409, "uniqueness", "Taken"
      ),
      (500, #"{"status":"400","detail":"x"}"#, 500, nil, "x"),
      (200, #"{"schemas":["x"],"status":"404","detail":"x"}"#, 404, nil, "x"),
      (400, #"{"Errors":[{"code":"400","description":"Old."}]}"#, 400, nil, "Old."),
      (400, #"{"errors":[{"message":"Gate."}]}"#, 400, nil, "Gate."),
      (400, #"{"errors":["Plain."]}"#, 400, nil, "Plain."),
      (
        400, #"{"schema":["urn:x:Error"],"detail":"AWS.","exceptionRequestId":"1"}"#, 400, nil,
        "AWS."
      ),
      (
        400, #"{"schema":{"detail":"Deep.","scimType":"invalidValue"}}"#, 400, "invalidValue",
        "Deep."
      ),
      (401, #"{"error":"invalid_token","error_description":"Expired"}"#, 401, nil, "Expired"),
      (401, #"{"error":"invalid_token"}"#, 401, nil, "invalid_token"),
      (400, #"{"error":{"message":"Inner"}}"#, 400, nil, "Inner"),
      (400, #"{"message":" two\n lines "}"#, 400, nil, "two lines"),
      (400, #""text""#, 400, nil, "text"),
      (400, #"[{"detail":"x"}]"#, 400, nil, "x"),
      (400, #"{"reason":1}"#, 400, nil, #"{"reason":1}"#),
      (400, #"{"schemas":["x"],"status":"400"}"#, 400, nil, nil),
      (400, #"{"detail":null}"#, 400, nil, #"{"detail":null}"#),
      (500, "", 500, nil, nil),
      (500, "{}", 500, nil, nil),
      (502, " Bad\n gateway ", 502, nil, "Bad gateway"),
      (
        500,
        "<html><head><style>p{}</style><script>if (a<b) {}</script></head><body><h1>Oh</h1><p>A &amp; B&nbsp;&lt;3</p></body>",
        500, nil, "Oh A & B <3"
      ),
      (500, "<html", 500, nil, nil),
      (500, "<script>x", 500, nil, "x"),
    ] as [(Int, String, Int, String?, String?)])
  func reads(
    _ status: Int, _ body: String, _ expected: Int, _ scimType: String?, _ detail: String?
  ) {
    let failure = SCIMFailure(response: answer(status, body))
    #expect(failure == SCIMFailure(status: expected, scimType: scimType, detail: detail))
  }

  @Test func boundsTheDetail() {
    let long = String(repeating: "é ", count: 500_000)
    for body in [long, #"{"detail":"\#(long)"}"#, #"{"a":"\#(long)"}"#, "<p>\(long)"] {
      #expect(SCIMFailure(response: answer(500, body)).detail?.count == 2_000)
    }
    #expect(SCIMFailure(status: 400, detail: long).detail?.count == 2_000)
    let bytes = [UInt8](repeating: 0xFF, count: 100_000)
    #expect(SCIMFailure(response: HTTPResponse(status: 500, body: bytes)).detail?.count == 2_000)
  }

  @Test func writes() throws {
    let failure = SCIMFailure(status: 409, scimType: "uniqueness", detail: "Taken")
    #expect(
      failure.json.text
        == #"{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"409","scimType":"uniqueness","detail":"Taken"}"#
    )
    #expect(SCIMFailure(response: answer(409, failure.json.text)) == failure)
    #expect(SCIMFailure(status: 500).json["detail"] == nil)
  }
}

@Suite struct ListPageTests {
  @Test(arguments: [
    (
      #"{"totalResults":2,"startIndex":1,"itemsPerPage":1,"Resources":[{"id":"a"}],"nextCursor":"c"}"#,
      ListPage(
        resources: [["id": "a"]], totalResults: 2, startIndex: 1, itemsPerPage: 1, nextCursor: "c")
    ),
    (
      #"{"totalResults":"2","resources":[{"id":1}]}"#,
      ListPage(resources: [["id": 1]], totalResults: 2)
    ),
    (#"{"totalResults":0}"#, ListPage(resources: [], totalResults: 0)),
    (#"{"totalResults":0,"Resources":null}"#, ListPage(resources: [], totalResults: 0)),
    (
      #"{"totalResults":5,"itemsPerPage":0}"#,
      ListPage(resources: [], totalResults: 5, itemsPerPage: 0)
    ),
    (
      #"{"totalResults":5,"startIndex":6}"#, ListPage(resources: [], totalResults: 5, startIndex: 6)
    ),
    (#"{"Resources":[],"nextCursor":""}"#, ListPage(resources: [])),
    (#"{"Resources":[],"nextCursor":7}"#, ListPage(resources: [], nextCursor: "7")),
    (#"[{"id":"a"}]"#, ListPage(resources: [["id": "a"]])),
  ])
  func reads(_ body: String, _ page: ListPage) throws {
    #expect(try ListPage(response: answer(200, body)) == page)
  }

  @Test(arguments: [
    ("", "it ends where a value is expected"),
    ("<html>Hi</html>", "no value can start here at byte 0; it says: Hi"),
    ("{}", "it has no Resources"), (#"{"totalResults":3}"#, "it has no Resources"),
    (#"{"Resources":{}}"#, "Resources is not an array"),
    (#"{"Resources":[1]}"#, "is not an object"),
    ("true", "neither an object nor an array"),
    (#"{"id":"a","userName":"ann"}"#, "it has no Resources"),
  ])
  func refuses(_ body: String, _ reason: String) {
    let failure = #expect(throws: SCIMFailure.self) { try ListPage(response: answer(200, body)) }
    #expect(failure?.status == 200)
    #expect(failure?.detail?.contains(reason) == true, "\(failure?.detail ?? "")")
  }

  @Test func anErrorIsTheServersOwn() {
    let failure = #expect(throws: SCIMFailure.self) {
      try ListPage(response: answer(501, #"{"detail":"No filters"}"#))
    }
    #expect(failure == SCIMFailure(status: 501, detail: "No filters"))
  }
}
