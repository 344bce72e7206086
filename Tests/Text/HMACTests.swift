import Testing
import Text

/// RFC 4231, section 4: test cases 1, 2 and 6, whose key is longer than a block.
@Suite struct HMACTests {
  static let cases: [(key: [UInt8], message: String, code: String)] = [
    (
      [UInt8](repeating: 0x0B, count: 20), "Hi There",
      "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
    ),
    (
      Array("Jefe".utf8), "what do ya want for nothing?",
      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    ),
    (
      [UInt8](repeating: 0xAA, count: 131),
      "Test Using Larger Than Block-Size Key - Hash Key First",
      "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
    ),
  ]

  @Test(arguments: cases.indices) func theCodeIsThatOfTheRFC(_ index: Int) {
    let (key, message, code) = Self.cases[index]
    let digits = Array("0123456789abcdef")
    let hex = HMAC.sha256(Array(message.utf8), key: key).map { byte in
      String([digits[Int(byte >> 4)], digits[Int(byte & 15)]])
    }
    #expect(hex.joined() == code)
  }
}
