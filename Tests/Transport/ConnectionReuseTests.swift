import Text
import Foundation
import SCIM
import Testing
import Transport

@Suite("Connections are kept and lost") struct ConnectionReuseTests {
  /// A connection may come back to the pool a moment after its answer did, hence not just one.
  @Test func manyRequestsShareAConnection() async throws {
    let server = try await LoopbackServer.start { _ in .answer(200, body: "{}") }
    let client = try transport(to: server.url)
    for number in Int64(0)..<50 {
      _ = try await client.send(HTTPRequest("POST", "/Users", body: ["n": .integer(number)]))
    }
    #expect(server.received.count == 50)
    #expect(server.connections <= 3)
  }

  @Test func noMoreConnectionsThanAsked() async throws {
    let server = try await LoopbackServer.start { _ in .answer(200) }
    let client = try transport(to: server.url, concurrency: 3)
    let start = ContinuousClock.now
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<60 {
        group.addTask { _ = await failure(of: client, HTTPRequest("GET", "/Users")) }
      }
    }
    #expect(server.received.count == 60)
    // On a machine that is so busy that connections lie idle they are given up, and others made.
    let isBusy = start.duration(to: .now) > .seconds(15)
    #expect(server.connections <= 3 || isBusy)
  }

  @Test func waitingForATurnIsNotTimeOfTheRequest() async throws {
    let server = try await LoopbackServer.start { request in
      request.path == "/slow" ? .silence : .answer(200)
    }
    let client = try transport(to: server.url, timeout: 1, concurrency: 1)
    async let slow = failure(of: client, HTTPRequest("GET", "/slow"))
    while server.received.isEmpty { try await Task.sleep(for: .milliseconds(2)) }
    async let behind = failure(of: client, HTTPRequest("GET", "/fast"))
    #expect(await slow == .timeout)
    #expect(await behind == nil)
  }

  @Test(arguments: ["GET", "POST", "PUT", "PATCH"])
  func aConnectionClosedWhileIdleFailsNothing(_ method: String) async throws {
    let server = try await LoopbackServer.start { _ in .answerAndClose(200) }
    let client = try transport(to: server.url)
    let body: JSONValue? = method == "GET" ? nil : ["a": 1]
    for _ in 0..<3 {
      #expect(await failure(of: client, HTTPRequest(method, "/Users", body: body)) == nil)
      try await server.allClosed()
    }
    #expect(server.received.count == 3)
    #expect(server.connections == 3)
  }

  @Test func aReadIsRepeatedWhereItsConnectionBreaks() async throws {
    let server = try await LoopbackServer.start { $0.turn == 2 ? .close : .answer(200) }
    let client = try transport(to: server.url)
    // A connection may come back to the pool after the next request has made another one.
    for _ in 0..<200 {
      let before = server.received.count
      #expect(await failure(of: client, HTTPRequest("GET", "/Users")) == nil)
      let used = server.received.dropFirst(before).map(\.connection)
      if used.count > 1 { return #expect(used.count == 2 && used.first != used.last, "\(used)") }
    }
    Issue.record("no connection was used twice")
  }

  @Test func aReadIsRepeatedOnceOnly() async throws {
    let server = try await LoopbackServer.start { _ in .close }
    let error = await failure(of: try transport(to: server.url), HTTPRequest("GET", "/Users"))
    #expect(
      error
        == .reset("127.0.0.1:\(server.port) closed the connection before it answered"))
    #expect(server.received.count == 2)
  }

  @Test(arguments: ["POST", "PUT", "PATCH", "DELETE"], [Reply.close, .reset])
  func aWriteThatTheServerTookIsNeverRepeated(_ method: String, _ reply: Reply) async throws {
    let server = try await LoopbackServer.start { _ in reply }
    let body: JSONValue? = method == "DELETE" ? nil : ["a": 1]
    let error = await failure(
      of: try transport(to: server.url), HTTPRequest(method, "/Users", body: body))
    #expect(
      error
        == .reset("127.0.0.1:\(server.port) closed the connection before it answered"))
    #expect(server.received.count == 1)
  }
}
