import Text
import Foundation
import SCIM
import Testing
import Transport

@Suite("Why no answer came") struct TransportFailureTests {
  @Test(arguments: ["GET", "POST"]) func nobodyListens(_ method: String) async throws {
    let body: JSONValue? = method == "POST" ? ["a": 1] : nil
    let client = try transport(to: "http://127.0.0.1:1")
    for _ in 0..<3 {
      #expect(
        await failure(of: client, HTTPRequest(method, "/Users", body: body))
          == .unreachable("nothing listens at 127.0.0.1:1 (connection refused)"))
    }
  }

  @Test func theNameIsUnknown() async throws {
    let client = try transport(to: "https://nobody.invalid/scim", timeout: 200)
    let error = await failure(of: client, HTTPRequest("GET", "/Users"))
    #expect(
      error
        == .unreachable("the name nobody.invalid is not known (DNS); is base_url right?"))
  }

  /// What to correct is named as the configuration names it.
  @Test func theKeyIsTheOneOfTheSetting() async throws {
    let client = try ClientTransport(
      baseURL: "https://nobody.invalid/hook", tokens: nil, timeout: 200, setting: "url",
      version: "1",
      environment: [:])
    #expect(
      await failure(of: client, HTTPRequest("GET", "/"))
        == .unreachable("the name nobody.invalid is not known (DNS); is url right?"))
  }

  @Test(arguments: ["GET", "POST"])
  func noAnswerInTime(_ method: String) async throws {
    let server = try await LoopbackServer.start { _ in .silence }
    let client = try transport(to: server.url, timeout: 1)
    let start = ContinuousClock.now
    let body: JSONValue? = method == "POST" ? ["a": 1] : nil
    #expect(await failure(of: client, HTTPRequest(method, "/Users", body: body)) == .timeout)
    #expect(start.duration(to: .now) < .seconds(200))
    #expect(server.received.count == 1)
  }

  @Test func theTimeCoversTheBodyToo() async throws {
    let server = try await LoopbackServer.start(saying: [
      "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"half\":"
    ])
    let client = try transport(to: server.url, timeout: 1)
    #expect(await failure(of: client, HTTPRequest("GET", "/Users")) == .timeout)
  }

  @Test func aTruncatedBodyIsNoAnswer() async throws {
    let server = try await LoopbackServer.start { _ in
      .truncated(length: 100, body: "{\"half\":")
    }
    let error = await failure(
      of: try transport(to: server.url), HTTPRequest("POST", "/Users", body: ["a": 1]))
    guard case .reset(let text) = error else {
      Issue.record("\(String(describing: error)) is no .reset")
      return
    }
    #expect(text.contains("not a complete HTTP answer"))
    #expect(server.received.count == 1)
  }

  @Test func garbageIsNoAnswer() async throws {
    let server = try await LoopbackServer.start(saying: ["220 smtp.example ESMTP \(secret)\r\n"])
    let error = await failure(of: try transport(to: server.url), HTTPRequest("GET", "/Users"))
    guard case .reset(let text) = error else {
      Issue.record("\(String(describing: error)) is no .reset")
      return
    }
    #expect(text.contains("not a complete HTTP answer"))
    #expect(!text.contains(secret))
  }

  @Test(arguments: [
    Reply.endless(bytes: 200_000), .answer(200, body: String(repeating: "x", count: 200_000)),
  ])
  func anAnswerThatIsTooLargeIsCutOff(_ reply: Reply) async throws {
    let server = try await LoopbackServer.start { $0.path == "/small" ? .answer(200) : reply }
    let client = try transport(to: server.url, bodyLimit: 100_000)
    let error = await failure(of: client, HTTPRequest("GET", "/Users"))
    #expect(error == .tooLarge(limit: 100_000))
    #expect(await failure(of: client, HTTPRequest("GET", "/small")) == nil)
  }

  @Test func anAnswerOfTheLimitIsTaken() async throws {
    let server = try await LoopbackServer.start { _ in
      .answer(200, body: String(repeating: "x", count: 100_000))
    }
    let client = try transport(to: server.url, bodyLimit: 100_000)
    #expect(try await client.send(HTTPRequest("GET", "/Users")).body.count == 100_000)
  }

  @Test func cancellingEndsTheRequestAndThoseThatWait() async throws {
    let server = try await LoopbackServer.start { _ in .silence }
    let client = try transport(to: server.url, timeout: 60, concurrency: 1)
    let running = Task { await failure(of: client, HTTPRequest("GET", "/Users")) }
    while server.received.isEmpty { try await Task.sleep(for: .milliseconds(2)) }
    let waiting = Task { await failure(of: client, HTTPRequest("GET", "/Users")) }
    waiting.cancel()
    #expect(await waiting.value == .cancelled)
    running.cancel()
    #expect(await running.value == .cancelled)
  }

  @Test func noErrorHoldsTheToken() async throws {
    let replies: [Reply] = [
      .close, .reset, .truncated(length: 999, body: secret), .endless(bytes: 2048), .silence,
    ]
    for reply in replies {
      let server = try await LoopbackServer.start { _ in reply }
      let client = try transport(to: server.url, timeout: 0.2, bodyLimit: 1024)
      let error = await failure(of: client, HTTPRequest("PUT", "/\(secret)", body: ["a": 1]))
      #expect(error != nil)
      #expect(!String(reflecting: error).contains(secret))
    }
  }
}
