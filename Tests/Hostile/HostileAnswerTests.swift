import Foundation
import Provisioning
import SCIM
import Testing

/// Answers of a server that wants to do harm, or is only broken, over a real connection: whatever
/// comes, memory and time stay small, and one plain sentence is left behind.
@Suite("Hostile answers", .serialized) struct HostileAnswerTests {
  /// An answer, and how the one task ends where every request gets it.
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    /// What the sentence that is kept has to say.
    let says: String
    let steps: [Step]

    init(_ name: String, _ says: String, _ steps: [Step]) {
      self.name = name
      self.says = says
      self.steps = steps
    }

    var testDescription: String { name }
  }

  static let megabyte = [UInt8](repeating: 0x20, count: 1 << 20)
  static let page = #"{"totalResults":0,"Resources":[]}"#

  static let cases: [Case] = [
    Case("a gigabyte, announced", "larger than 64 MB", [head("Content-Length: 1073741824")]),
    Case("a gigabyte, sent", "larger than 64 MB", [head("Connection: close"), .flood(megabyte)]),
    Case("a body that drips", "in time", [head("Content-Length: 1000"), .drip([0x20], every: 20)]),
    Case(
      "chunks without end", "in time",
      [head("Transfer-Encoding: chunked"), .drip(Array("1\r\n \r\n".utf8), every: 20)]),
    Case(
      "headers without end", "complete HTTP answer",
      [
        .send(Array("HTTP/1.1 200 OK\r\n".utf8)),
        .flood(Array("X-More: \(String(repeating: "x", count: 1000))\r\n".utf8)),
      ]),
    Case(
      "a header without end", "complete HTTP answer",
      [.send(Array("HTTP/1.1 200 OK\r\nX: ".utf8)), .flood([UInt8](repeating: 0x78, count: 4096))]),
    Case(
      "100,000 brackets", "deeper",
      http(200, [UInt8](repeating: UInt8(ascii: "["), count: 100_000))),
    Case(
      "100,000 objects", "deeper",
      http(200, String(repeating: #"{"a":"#, count: 100_000))),
    Case("UTF-16", "not a list", http(200, utf16(page))),
    Case("invalid UTF-8 for a list", "not a list", http(200, [0xFF, 0xFE, 0xC0, 0xAF])),
    Case("numbers out of range", "out of range", http(200, #"{"totalResults":1e999}"#)),
    Case(
      "a body closed in the middle", "whole",
      [head("Content-Length: 1000"), .send(Array("{\"total".utf8)), .close]),
    Case(
      "a length that is none", "complete HTTP answer", [head("Content-Length: many"), .close]),
    Case(
      "a negative length", "complete HTTP answer", [head("Content-Length: -5"), .close]),
    Case(
      "a length beyond 64 bits", "complete HTTP answer",
      [head("Content-Length: 99999999999999999999999999"), .close]),
    Case(
      "two lengths", "complete HTTP answer",
      [head("Content-Length: 1", "Content-Length: 33"), .send(Array(page.utf8)), .close]),
    Case("100 and no more", "in time", [.send(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8))]),
    Case(
      "100 without end", "in time", [.drip(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8), every: 5)]),
    Case(
      "another protocol", "101",
      [.send(Array("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n".utf8)), .close]),
    Case("status 999", "999", http(999)),
    Case("a redirect without a place", "redirects", http(302)),
    Case("a redirect to a script", "redirects", http(301, "", headers: ["Location: javascript:x"])),
    Case("an answer to nobody", "whole", [.close]),
    Case("nothing at all", "in time", []),
    Case("a bell", "complete HTTP answer", [.send([0x07, 0x1B, 0x5D, 0x0D, 0x0A]), .close]),
  ]

  @Test(arguments: cases) func itEndsInOneSentence(_ hostile: Case) async throws {
    // Where the answer itself is what ends the task, a busy machine must not end it first.
    let patience = hostile.says == "in time" ? 0.1 : 60
    try await expectGrowth(below: 300) {
      let server = try await RawServer.start { _ in hostile.steps }
      let tasks = try await Stage(server.url, patience: patience).provision()
      let task = try #require(tasks.first)
      #expect(tasks.count == 1)
      #expect(task.status == .failed)
      let advice = try #require(task.error, "\(task)").advice
      #expect(advice.contains(hostile.says), "\(advice)")
      expectSentence(advice)
      // What is too large is refused while it comes, not after it came.
      #expect(server.mostTaken < 80 << 20)
      try await server.stop()
    }
  }

  static func utf16(_ text: String) -> [UInt8] {
    [0xFF, 0xFE] + text.utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
  }
}

/// That a text is one line for a person, and holds no secret.
func expectSentence(_ text: String) {
  #expect(!text.isEmpty)
  #expect(text.utf8.count < 4_000, "\(text.utf8.count) bytes")
  #expect(!text.contains(secret))
}
