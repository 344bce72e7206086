import Text
import Foundation
import SCIM
import Testing
import Transport

/// Answers that are compressed although nobody asked for it.
@Suite("A packed answer") struct PackedAnswerTests {
  static let text = #"{"id":"7","userName":"zoë"}"#
  static let gzip = "H4sIAAAAAAACA6tWykxRslIyV9JRKi1OLfJLzE0FcqvyD69WqgUAauRoHhwAAAA="
  static let zlib = "eJyrVspMUbJSMlfSUSotTi3yS8xNBXKr8g+vVqoFAHi9CUQ="

  private func server(_ bytes: [UInt8], _ encoding: String, status: Int = 200) async throws
    -> LoopbackServer
  {
    try await LoopbackServer.start { _ in
      .bytes(bytes, status: status, headers: ["Content-Encoding": encoding])
    }
  }

  private func bytes(_ base64: String) throws -> [UInt8] {
    [UInt8](try #require(Data(base64Encoded: base64)))
  }

  @Test(arguments: [(gzip, "gzip"), (gzip, "GZIP"), (zlib, "deflate")])
  func itIsUnpacked(_ packed: String, _ encoding: String) async throws {
    let server = try await server(try bytes(packed), encoding)
    let answer = try await transport(to: server.url).send(HTTPRequest("GET", "/Users/7"))
    #expect(String(decoding: answer.body, as: UTF8.self) == Self.text)
    #expect(server.received.first?.headers["accept-encoding"] == "identity")
  }

  @Test func anErrorIsUnpackedToo() async throws {
    let server = try await server(try bytes(Self.gzip), "gzip", status: 404)
    let answer = try await transport(to: server.url).send(
      HTTPRequest("PATCH", "/Users/7", body: [:]))
    #expect(answer.status == 404)
    #expect(String(decoding: answer.body, as: UTF8.self) == Self.text)
  }

  @Test(arguments: [200, 204]) func nothingIsNothingAlsoWhenItIsCalledPacked(_ status: Int)
    async throws
  {
    let server = try await server([], "gzip", status: status)
    let answer = try await transport(to: server.url).send(HTTPRequest("GET", "/Users/7"))
    #expect(answer.status == status && answer.body.isEmpty)
  }

  @Test func whatIsNotPackedAndSaysSoIsNoAnswer() async throws {
    let server = try await server(Array(Self.text.utf8), "gzip")
    let error = await failure(of: try transport(to: server.url), HTTPRequest("GET", "/Users/7"))
    guard case .reset(let why) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(why.contains("cannot be decompressed"))
  }

  @Test func whatIsCutOffIsNoAnswer() async throws {
    let server = try await server(Array(try bytes(Self.gzip).prefix(20)), "gzip")
    let error = await failure(of: try transport(to: server.url), HTTPRequest("GET", "/Users/7"))
    guard case .reset = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  /// The limit of these tests is a megabyte; ten are sent in a few kilobytes, and a connection more
  /// is of use after it.
  @Test func whatUnpacksToMoreThanTheLimitIsNotTaken() async throws {
    let bomb = Bomb.gzip(megabytes: 10)
    #expect(bomb.count < 100_000)
    let server = try await server(bomb, "gzip")
    let client = try transport(to: server.url)
    for _ in 0..<2 {
      #expect(
        await failure(of: client, HTTPRequest("GET", "/Users")) == .tooLarge(limit: 1 << 20))
    }
  }
}

/// Much in little.
enum Bomb {
  /// So many megabytes of spaces, packed by fixed Huffman codes (RFC 1951, section 3.2.6).
  static func gzip(megabytes: Int) -> [UInt8] {
    var bytes: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF]
    var bits: UInt64 = 0
    var count = 0
    func put(_ value: UInt64, _ width: Int) {
      bits |= value << UInt64(count)
      count += width
      while count >= 8 {
        bytes.append(UInt8(truncatingIfNeeded: bits))
        bits >>= 8
        count -= 8
      }
    }
    // The last block; fixed codes; a space, which is 01010000 from its first bit on.
    put(1, 1)
    put(1, 2)
    put(0b0000_1010, 8)
    // 258 bytes from one byte back: code 285 is 11000101, distance 0 is 00000.
    for _ in 0..<(megabytes << 20) / 258 { put(0b0_0000_1010_0011, 13) }
    put(0, 7)
    put(0, 7)
    return bytes
  }
}
