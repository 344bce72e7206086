import Text
import Foundation
import Provisioning
import SCIM
import Storage
import Synchronization
import Testing

@testable import Engine

/// Answers that are well formed and mean harm: places to go, ids that are paths, times to wait,
/// totals, and answers that belong to another request.
@Suite("Misleading answers", .serialized) struct MisleadingAnswerTests {
  // MARK: Where the token goes

  @Test(arguments: [301, 302, 303, 307, 308]) func aRedirectEndsTheTask(_ status: Int) async throws
  {
    for method in ["GET", "POST"] {
      let other = try await RawServer.start { _ in http(200, #"{"Resources":[]}"#) }
      let app = CalmApp()
      let place = other.url
      let server = try await RawServer.start { request in
        request.method == method
          ? http(status, "", headers: ["Location: \(place)/Users"]) : app.answer(request)
      }
      let task = try #require(try await Stage(server.url).provision().first)
      #expect(task.status == .failed)
      #expect(task.error?.advice.contains("redirects elsewhere (\(status))") == true)
      #expect(task.attempts == 1, "it cannot heal by itself")
      #expect(other.received.isEmpty)
      try await other.stop()
      try await server.stop()
    }
  }

  @Test func aLocationIsNeverAskedFor() async throws {
    let other = try await RawServer.start { _ in http(200) }
    let app = CalmApp()
    let place = other.url
    let server = try await RawServer.start { request in
      guard request.method == "POST" else { return app.answer(request) }
      _ = app.answer(request)
      return http(
        201, "", headers: ["Location: \(place)/Users/7", "Content-Location: \(place)/Users/7"])
    }
    let task = try #require(try await Stage(server.url).provision().first)
    #expect(task.status == .provisioned)
    #expect(other.received.isEmpty)
    #expect(server.received.allSatisfy { $0.head.contains("Bearer \(secret)") })
    try await other.stop()
    try await server.stop()
  }

  // MARK: Ids

  /// An id as JSON, and as it stands in a request.
  static let ids: [(JSONValue, String)] = [
    ("../../admin", "..%2F..%2Fadmin"), ("..", "%2E%2E"), (".", "%2E"),
    ("a?x=1&y=2", "a%3Fx%3D1%26y%3D2"), ("a#b", "a%23b"),
    ("a b%2F", "a%20b%252F"), ("a\r\nX-Evil: 1", "a%0D%0AX-Evil%3A%201"),
    (
      #"a" or "b"#,
      "a%22%20or%20%22b"
    ), ("é\u{202E}", "%C3%A9%E2%80%AE"), ("//evil.example/", "%2F%2Fevil.example%2F"),
    (12, "12"), (-9_223_372_036_854_775_808, "-9223372036854775808"),
  ]

  @Test(arguments: ids) func anIdIsOnlyAnId(_ id: JSONValue, _ encoded: String) async throws {
    let app = CalmApp(id: id)
    let server = try await RawServer.start { app.answer($0) }
    let stage = try Stage(server.url)
    #expect(try await stage.provision().map(\.status) == [.provisioned])
    _ = try stage.engine.people.set("ann") { $0.attributes["email"] = "new@x.example" }
    #expect(try await stage.run().map(\.status) == [.provisioned, .provisioned])
    let patch = try #require(server.received.first { $0.method == "PATCH" })
    #expect(patch.target == "/scim/Users/\(encoded)")
    #expect(!server.received.contains { $0.head.contains("\r\nX-Evil") })
    try await server.stop()
  }

  @Test(arguments: [
    "", "7\u{0}x", JSONValue.string(String(repeating: "x", count: 1 << 20)), ["a"], .null,
  ])
  func whatIsNoIdIsNotSent(_ id: JSONValue) async throws {
    let app = CalmApp(id: id)
    let server = try await RawServer.start { app.answer($0) }
    let stage = try Stage(server.url)
    let task = try #require(try await stage.provision().first)
    #expect(task.status == .failed)
    expectSentence(try #require(task.error).advice)
    #expect(server.received.allSatisfy { $0.target.utf8.count < 300 })
    try await server.stop()
  }

  // MARK: Answers to other requests

  @Test func aSecondAnswerIsNotTakenForTheNext() async throws {
    let app = CalmApp()
    let extra = #"{"totalResults":1,"Resources":[{"id":"evil","userName":"ann"}]}"#
    let server = try await RawServer.start { request in
      let steps = app.answer(request)
      guard request.method == "GET", case .send(let bytes)? = steps.first,
        case .send(let more)? = http(200, extra).first
      else { return steps }
      return [.send(bytes + more)]
    }
    let stage = try Stage(server.url, patience: 5)
    _ = try await stage.provision()
    let accounts = try stage.account("evil")
    #expect(accounts == nil)
    try await server.stop()
  }

  @Test(arguments: [
    #"{"id":"8","userName":"bob"}"#, "{}", "[]", #"{"totalResults":0,"Resources":[]}"#, "7",
    #"{"id":["7"],"userName":"ann"}"#,
  ])
  func anAnswerWithAnotherAccountChangesNothing(_ body: String) async throws {
    let app = CalmApp()
    let isTurned = Mutex(false)
    let server = try await RawServer.start { request in
      isTurned.withLock { $0 } && request.method == "GET" && request.target.hasSuffix("/7")
        ? http(200, body) : app.answer(request)
    }
    let stage = try Stage(server.url)
    _ = try await stage.provision()
    isTurned.withLock { $0 = true }
    _ = try stage.engine.people.set("ann") { $0.attributes["email"] = "new@x.example" }
    let tasks = try await stage.run()
    #expect(tasks.map(\.status) == [.provisioned, .failed])
    #expect(tasks.last?.error?.advice.contains("answered with something else") == true)
    #expect(!server.received.contains { $0.method == "PATCH" })
    #expect(try stage.account("8") == nil)
    try await server.stop()
  }

  @Test func aCreationAnsweredWithSomeoneElseIsLookedUp() async throws {
    let app = CalmApp()
    let server = try await RawServer.start { request in
      guard request.method == "POST" else { return app.answer(request) }
      _ = app.answer(request)
      return http(201, #"{"id":"8","userName":"bob@x.example"}"#)
    }
    let stage = try Stage(server.url)
    #expect(try await stage.provision().map(\.status) == [.provisioned])
    #expect(try stage.account("8") == nil)
    #expect(try stage.account("7") != nil)
    try await server.stop()
  }

  // MARK: Before the answer

  @Test func interimAnswersAreWaitedThrough() async throws {
    let app = CalmApp()
    let interim = Array(
      (String(repeating: "HTTP/1.1 102 Processing\r\n\r\n", count: 50)
        + "HTTP/1.1 103 Early Hints\r\nLink: <http://evil.example/>; rel=preload\r\n\r\n").utf8)
    let server = try await RawServer.start { [.send(interim)] + app.answer($0) }
    #expect(try await Stage(server.url, patience: 5).provision().map(\.status) == [.provisioned])
    try await server.stop()
  }

  @Test func whatIsPackedAndNobodyCanUnpackEndsTheTask() async throws {
    let bomb = [UInt8](repeating: 0x1F, count: 1 << 20)
    let server = try await RawServer.start { _ in
      http(200, bomb, headers: ["Content-Encoding: gzip"])
    }
    try await expectGrowth(below: 100) {
      let task = try #require(try await Stage(server.url, patience: 60).provision().first)
      #expect(task.status == .failed)
      #expect(server.received.allSatisfy { $0.head.contains("Accept-Encoding: identity") })
    }
    try await server.stop()
  }

  @Test func whatUnpacksToTooMuchIsNotTaken() async throws {
    // Less than a megabyte that would be 128.
    let bomb = bomb(megabytes: 128)
    let server = try await RawServer.start { _ in
      http(200, bomb, headers: ["Content-Encoding: gzip"])
    }
    try await expectGrowth(below: 400) {
      let task = try #require(try await Stage(server.url, patience: 60).provision().first)
      #expect(task.status == .failed)
      #expect(task.error?.advice.contains("larger than 64 MB") == true)
    }
    try await server.stop()
  }

  /// So many megabytes of spaces, packed by fixed Huffman codes (RFC 1951, section 3.2.6).
  private func bomb(megabytes: Int) -> [UInt8] {
    var bytes: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF]
    var bits: UInt64 = 0
    var count: UInt64 = 0
    func put(_ value: UInt64, _ width: UInt64) {
      bits |= value << count
      count += width
      while count >= 8 {
        bytes.append(UInt8(truncatingIfNeeded: bits))
        bits >>= 8
        count -= 8
      }
    }
    // The last block, fixed codes, a space; then 258 bytes from one byte back, again and again.
    put(0b011, 3)
    put(0b0000_1010, 8)
    for _ in 0..<(megabytes << 20) / 258 { put(0b0_0000_1010_0011, 13) }
    put(0, 14)
    return bytes
  }

  // MARK: Numbers

  @Test(arguments: ["31536000", "1e300", "-1", "Fri, 31 Dec 2999 23:59:59 GMT", "0", "nan", "x"])
  func nobodyWaitsForAYear(_ wait: String) async throws {
    let app = CalmApp()
    let isFirst = Mutex(true)
    let server = try await RawServer.start { request in
      let refuses =
        request.method == "POST"
        && isFirst.withLock { first in
          defer { first = false }
          return first
        }
      return refuses ? http(429, "", headers: ["Retry-After: \(wait)"]) : app.answer(request)
    }
    let stage = try Stage(server.url, patience: 5)
    let start = stage.clock.now()
    #expect(try await stage.provision().map(\.status) == [.provisioned])
    #expect(stage.clock.now() - start < 7_300)
    try await server.stop()
  }

  @Test(arguments: [
    "1000000000000000000", "-1", "1e30", "\"many\"", "0.5", "null", "9223372036854775807",
  ])
  func aTotalIsNotBelieved(_ total: String) async throws {
    let app = CalmApp()
    let body =
      #"{"totalResults":\#(total),"itemsPerPage":\#(total),"startIndex":\#(total),"#
      + #""Resources":[{"id":"1","userName":"zed"}]}"#
    let server = try await RawServer.start { request in
      request.target.contains("?") ? http(200, body) : app.answer(request)
    }
    #expect(try await Stage(server.url, patience: 5).provision().map(\.status) == [.provisioned])
    #expect(server.received.count < 10)
    try await server.stop()
  }

  @Test func aListWithoutEndIsGivenUp() async throws {
    let next = Mutex(0)
    let server = try await RawServer.start { _ in
      let first = next.withLock { next in
        defer { next += 1000 }
        return next
      }
      let page = (first..<first + 1000).map { #"{"id":"\#($0)","userName":"u\#($0)"}"# }
      return http(200, #"{"Resources":[\#(page.joined(separator: ","))]}"#)
    }
    let stage = try Stage(server.url, patience: 5)
    let reader = ResourceReader(
      client: try stage.engine.connections.client(for: stage.app), pageSize: 1000, limit: 20_000)
    let error = await #expect(throws: EngineError.self) {
      try await reader.readAll("Users") { _ in }
    }
    #expect(error?.sentence.contains("does not end: 20000 were read") == true)
    #expect(server.received.count == 21)
    try await server.stop()
  }

  @Test func namesInAnotherCaseAreTheSame() async throws {
    let app = CalmApp()
    let server = try await RawServer.start { request in
      app.answer(request).map { step in
        guard case .send(let bytes) = step else { return step }
        let names = ["id", "userName", "emails", "value", "name", "Resources", "totalResults"]
        return .send(
          Array(
            names.reduce(String(decoding: bytes, as: UTF8.self)) { text, name in
              text.replacing("\"\(name)\":", with: "\"\(name.uppercased())\":")
            }.utf8))
      }
    }
    let stage = try Stage(server.url, patience: 5)
    #expect(try await stage.provision().map(\.status) == [.provisioned])
    _ = try stage.engine.people.set("ann") { $0.attributes["email"] = "new@x.example" }
    #expect(try await stage.run().map(\.status) == [.provisioned, .provisioned])
    try await server.stop()
  }

  @Test func ofANameSentTwiceTheLastCounts() async throws {
    let app = CalmApp()
    let server = try await RawServer.start { request in
      guard request.method == "POST" else { return app.answer(request) }
      let name = (try? JSONValue(parsing: request.body))?["userName"]?.text ?? ""
      return http(201, #"{"id":"1","ID":"2","userName":"bob","userName":\#(name)}"#)
    }
    let stage = try Stage(server.url, patience: 5)
    #expect(try await stage.provision().map(\.status) == [.provisioned])
    #expect(try stage.account("2") != nil)
    try await server.stop()
  }

  @Test func bytesThatAreNoTextBecomeMarks() async throws {
    let app = CalmApp()
    let server = try await RawServer.start { request in
      guard request.target.contains("?") else { return app.answer(request) }
      let bytes = Array(#"{"Resources":[{"id":"1","userName":"an"#.utf8) + [0xC0, 0xAE, 0xED, 0xA0]
      return http(200, bytes + Array(#"n"}]}"#.utf8))
    }
    #expect(try await Stage(server.url, patience: 5).provision().map(\.status) == [.provisioned])
    try await server.stop()
  }
}
