import Text
import Engine
import Provisioning
import SCIM
import Testing

/// Lists are read until a page brings nothing new, whatever the app says of how much there is.
@Suite(.serialized) struct ListReadingTests {
  /// What an app says of a page of some of 7 groups.
  struct Server: Sendable {
    let name: String
    var page = 2
    /// The total and the number on the page that it claims, by how many there are and are shown.
    var claims: @Sendable (_ all: Int, _ shown: Int) -> (total: Int?, items: Int?) = { ($0, $1) }
    /// What it answers where a page starts behind the end.
    var behindTheEnd = 200
    var requests: Int
  }

  static let servers = [
    Server(name: "tells the truth", requests: 5),
    Server(name: "in one page", page: 100, requests: 2),
    Server(name: "says that a page is all", claims: { ($1, $1) }, requests: 30),
    Server(name: "says two on each page", claims: { _, _ in (2, 2) }, requests: 5),
    Server(name: "says less than there is", claims: { _, _ in (3, 2) }, requests: 5),
    Server(name: "says nothing", claims: { _, _ in (nil, nil) }, requests: 5),
    Server(name: "says none", claims: { _, _ in (0, 0) }, requests: 5),
    Server(name: "counts the items wrong", claims: { all, _ in (all, 100) }, requests: 5),
    Server(name: "refuses a page behind the end", behindTheEnd: 400, requests: 5),
    Server(name: "knows no page behind the end", page: 100, behindTheEnd: 404, requests: 2),
  ]

  @Test(arguments: servers.indices)
  func everyGroupIsRead(_ index: Int) async throws {
    let server = Self.servers[index]
    let fixture = try Fixture()
    fixture.network.decide { request in
      guard request.isA("GET", "/Groups?") else { return .pass }
      let asked = request.path.firstMatch(of: /startIndex=(\d+)/).flatMap { Int($0.1) } ?? 1
      let start = max(1, asked)
      let shown = (start..<(start + server.page)).filter { $0 <= 7 }
      if shown.isEmpty, server.behindTheEnd != 200 { return .answer(server.behindTheEnd) }
      let claims = server.claims(7, shown.count)
      let groups = shown.map { number -> JSONValue in
        ["id": .string("g\(number)"), "displayName": .string("G\(number)")]
      }
      var list = JSONObject([("Resources", .array(groups))])
      if let total = claims.total { list["totalResults"] = .integer(Int64(total)) }
      if let items = claims.items { list["itemsPerPage"] = .integer(Int64(items)) }
      return .answer(200, body: JSONValue.object(list).text)
    }
    #expect(try await fixture.engine.entitlements.refresh("app") == 7, "\(server.name)")
    let sent = fixture.network.sent.count { $0.isA("GET", "/Groups?") }
    #expect(sent <= server.requests, "\(server.name): \(sent) requests")
    // Nothing wrong was learned of the form in which it wants to be asked.
    #expect(try await fixture.engine.entitlements.refresh("app") == 7, "\(server.name), again")
  }

  @Test func aListThatIsRefusedBeforeItsEndIsNotTakenForWhole() async throws {
    let fixture = try Fixture()
    fixture.network.decide { request in
      guard request.isA("GET", "/Groups?") else { return .pass }
      if request.path.contains("startIndex=3") { return .answer(400) }
      let groups = #"[{"id":"1","displayName":"a"},{"id":"2","displayName":"b"}]"#
      return .answer(200, body: #"{"totalResults":7,"Resources":\#(groups)}"#)
    }
    await #expect(throws: EngineError.self) {
      try await fixture.engine.entitlements.refresh("app")
    }
  }
}
