import Foundation
import Text

/// A text as `is`, `contains`, `starts_with`, `ends_with` and `in` see it: case is folded in full
/// (`Straße` equals `STRASSE`), and canonically equivalent texts are equal (`é` as one scalar or as
/// two).
struct FoldedText: Sendable, Hashable {
  private let bytes: [UInt8]

  init(_ text: String) {
    if text.utf8.allSatisfy({ $0 < 0x80 }) {
      bytes = text.utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
    } else {
      let folded = text.decomposedStringWithCanonicalMapping
        .folding(options: .caseInsensitive, locale: nil)
      bytes = Array(folded.precomposedStringWithCanonicalMapping.utf8)
    }
  }

  func starts(with other: FoldedText) -> Bool { bytes.starts(with: other.bytes) }

  func ends(with other: FoldedText) -> Bool {
    bytes.count >= other.bytes.count && bytes.suffix(other.bytes.count).elementsEqual(other.bytes)
  }

  func contains(_ other: FoldedText) -> Bool {
    bytes.firstPlace(of: other.bytes) != nil
  }
}
