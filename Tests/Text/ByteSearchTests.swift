import TestSupport
import Testing
import Text

@Suite struct ByteSearchTests {
  @Test(
    arguments: [
      ("", "", 0, 0), ("", "a", 0, nil), ("abc", "", 2, 2), ("abc", "", 4, nil),
      ("banana", "ana", 0, 1), ("banana", "ana", 2, 3), ("banana", "ana", 4, nil),
      ("a\u{0}b\u{0}c", "\u{0}c", 0, 3), ("ab", "abc", 0, nil), ("größer", "ß", 0, 4),
    ] as [(String, String, Int, Int?)])
  func place(_ text: String, _ wanted: String, _ start: Int, _ place: Int?) {
    #expect(Array(text.utf8).firstPlace(of: Array(wanted.utf8), from: start) == place)
  }

  /// The same as looking at every place.
  @Test func everyPlaceIsLookedAt() {
    var random = SplitMix64(seed: 7)
    for _ in 0..<2_000 {
      let bytes = (0..<Int.random(in: 0...30, using: &random)).map { _ in
        UInt8.random(in: 0...2, using: &random)
      }
      let wanted = (0..<Int.random(in: 1...4, using: &random)).map { _ in
        UInt8.random(in: 0...2, using: &random)
      }
      let start = Int.random(in: 0...bytes.count, using: &random)
      let plain = (start..<max(start, bytes.count - wanted.count + 1)).first {
        bytes[$0...].starts(with: wanted)
      }
      #expect(bytes.firstPlace(of: wanted, from: start) == plain)
    }
  }
}
