import Text
import TestSupport
import Foundation
import Provisioning
import SCIM
import Testing
import Transport

@Suite("A request and its answer") struct ClientTransportTests {
  @Test func headersAreWhatProvidersAskFor() async throws {
    let server = try await LoopbackServer.start { _ in
      .answer(201, headers: ["X-Two": "a", "ETag": "W/\"1\""], body: "{\"id\":\"7\"}")
    }
    let client = try transport(to: server.url + "/scim/v2/")
    let answer = try await client.send(
      HTTPRequest(
        "POST", "/Users?x=%20", body: ["userName": "zoë"],
        headers: ["If-Match": "W/\"1\"", "authorization": "Basic x"]))
    #expect(answer.status == 201)
    #expect(answer.headers["etag"] == "W/\"1\"")
    #expect(String(decoding: answer.body, as: UTF8.self) == "{\"id\":\"7\"}")
    let got = try #require(server.received.first)
    #expect(got.method == "POST")
    #expect(got.path == "/scim/v2/Users?x=%20")
    #expect(got.body == "{\"userName\":\"zoë\"}")
    #expect(got.headers["accept"] == "application/scim+json")
    #expect(got.headers["content-type"] == "application/scim+json")
    #expect(got.headers["user-agent"] == "usher/1.2.3")
    #expect(got.headers["authorization"] == "Bearer " + secret)
    #expect(got.headers["if-match"] == "W/\"1\"")
    #expect(got.headers["content-length"] == "19")
  }

  @Test func aRequestWithoutBodyHasNoContentType() async throws {
    let server = try await LoopbackServer.start { _ in .answer(204) }
    let answer = try await transport(to: server.url, token: nil)
      .send(HTTPRequest("DELETE", "/Users/7"))
    #expect(answer.status == 204)
    #expect(answer.body.isEmpty)
    let got = try #require(server.received.first)
    #expect(got.headers["content-type"] == nil)
    #expect(got.headers["authorization"] == nil)
  }

  @Test func aRedirectIsAnAnswerAndGoesNowhere() async throws {
    let other = try await LoopbackServer.start { _ in .answer(200) }
    let server = try await LoopbackServer.start { [url = other.url] _ in
      .answer(302, headers: ["Location": url + "/Users"])
    }
    let answer = try await transport(to: server.url).send(HTTPRequest("GET", "/Users"))
    #expect(answer.status == 302)
    #expect(other.received.isEmpty)
  }

  @Test(arguments: ["http://evil.example/x", "Users", "@evil.example/"])
  func aPathCannotLeaveTheBaseURL(_ path: String) async throws {
    let server = try await LoopbackServer.start { _ in .answer(200) }
    let error = await failure(of: try transport(to: server.url), HTTPRequest("GET", path))
    #expect(error == .unreachable("\(path) is not a path below the base URL"))
    #expect(server.received.isEmpty)
  }

  @Test(arguments: [
    ("", "is not a URL"), ("app.example/scim", "is not a URL"), ("ftp://app.example", "ftp://"),
    ("https:///scim", "names no host"), ("https://ann:pw@app.example/", "leave them out"),
    ("https://app.example/?a=1", "after ? or #"),
  ])
  func aBadBaseURLIsRefused(_ url: String, _ text: String) throws {
    let error = #expect(throws: TransportError.self) { _ = try transport(to: url) }
    guard case .unreachable(let message) = error else {
      Issue.record("\(String(describing: error)) is no .unreachable")
      return
    }
    #expect(message.contains(text))
    #expect(!message.contains("pw"))
  }

  @Test func aTokenThatStaysRefusedIsNotSentTwice() async throws {
    let server = try await LoopbackServer.start { _ in .answer(401) }
    let client = try transport(to: server.url)
    #expect(try await client.send(HTTPRequest("GET", "/Users")).status == 401)
    #expect(server.received.count == 1)
  }

  @Test func aRotatedTokenIsTakenUpWithoutARestart() async throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("token", "old-token-0123")
    let server = try await LoopbackServer.start { request in
      request.headers["authorization"] == "Bearer old-token-0123" && request.path == "/first"
        ? .answer(200)
        : .answer(request.headers["authorization"] == "Bearer new-token-0123" ? 200 : 401)
    }
    let client = try ClientTransport(
      baseURL: server.url, tokens: TokenProvider(source: .file(file)), version: "1",
      environment: [:])
    #expect(try await client.send(HTTPRequest("GET", "/first")).status == 200)
    _ = try folder.write("token", "new-token-0123")
    let answer = try await client.send(HTTPRequest("POST", "/second", body: ["a": 1]))
    #expect(answer.status == 200)
    #expect(server.received.map(\.path) == ["/first", "/second", "/second"])
  }

  @Test func aMissingTokenSendsNothing() async throws {
    let server = try await LoopbackServer.start { _ in .answer(200) }
    let tokens = TokenProvider(
      source: .environment("NOT_SET"), resolver: TokenResolver(environment: [:]))
    let client = try ClientTransport(
      baseURL: server.url, tokens: tokens, version: "1", environment: [:])
    let error = await failure(of: client, HTTPRequest("GET", "/Users"))
    #expect(
      error
        == .noToken("the environment variable NOT_SET is not set; export it with the token"))
    #expect(server.connections == 0)
  }

  @Test func anEchoedTokenIsRemovedFromTheAnswer() async throws {
    let server = try await LoopbackServer.start { request in
      let header = request.headers["authorization"] ?? ""
      return .answer(
        400, headers: ["X-Echo": header], body: "{\"detail\":\"bad header: \(header)\"}")
    }
    let answer = try await transport(to: server.url).send(HTTPRequest("GET", "/Users"))
    let body = String(decoding: answer.body, as: UTF8.self)
    #expect(body == "{\"detail\":\"bad header: Bearer <hidden>\"}")
    #expect(answer.headers["x-echo"] == "Bearer <hidden>")
  }

  @Test func aShortTokenDoesNotSpoilData() async throws {
    let server = try await LoopbackServer.start { request in
      .answer(request.path == "/Users" ? 200 : 500, body: "{\"userName\":\"any\"}")
    }
    let client = try transport(to: server.url, token: "any")
    let good = try await client.send(HTTPRequest("GET", "/Users"))
    let bad = try await client.send(HTTPRequest("GET", "/Groups"))
    #expect(String(decoding: good.body, as: UTF8.self) == "{\"userName\":\"any\"}")
    #expect(String(decoding: bad.body, as: UTF8.self) == "{\"userName\":\"<hidden>\"}")
  }
}
