/// Tells before parsing whether a text could make the parser compare keys that aliases have blown
/// up: the parser hashes each key whole, and nine short lines of aliases of aliases stand for
/// billions of nodes. Values do no harm, since they share their memory and are counted when read.
///
/// It looks at the text alone, so it may take a text in quotes for an alias; it calls a file too
/// complex only where many such aliases come with a key that looks like a list, a mapping or an
/// alias.
struct AliasScan {
  private static let fewAliases = 16

  /// Whether the text should not be parsed.
  let isTooComplex: Bool

  init(_ text: String) {
    let bytes = Array(text.utf8)
    guard bytes.contains(UInt8(ascii: "&")) else {
      isTooComplex = false
      return
    }
    var aliases = 0
    var hasComplexKey = false
    for (index, byte) in bytes.enumerated() {
      let before = index > 0 ? bytes[index - 1] : 0x0A
      let after = index + 1 < bytes.count ? bytes[index + 1] : 0x0A
      switch byte {
      case UInt8(ascii: "*") where Self.startsToken(before) && Self.isName(after):
        aliases += 1
        if Self.isKey(bytes, from: index) { hasComplexKey = true }
      case UInt8(ascii: "?") where Self.startsToken(before) && Self.isSpace(after):
        hasComplexKey = true
      case UInt8(ascii: "]"), UInt8(ascii: "}"):
        if Self.nextIsColon(bytes, from: index + 1) { hasComplexKey = true }
      default: break
      }
    }
    isTooComplex = hasComplexKey && aliases > Self.fewAliases
  }

  /// Whether a colon follows the name of an alias.
  private static func isKey(_ bytes: [UInt8], from index: Int) -> Bool {
    var position = index + 1
    while position < bytes.count, isName(bytes[position]) { position += 1 }
    return nextIsColon(bytes, from: position)
  }

  private static func nextIsColon(_ bytes: [UInt8], from index: Int) -> Bool {
    var position = index
    while position < bytes.count, bytes[position] == 0x20 || bytes[position] == 0x09 {
      position += 1
    }
    return position < bytes.count && bytes[position] == UInt8(ascii: ":")
  }

  /// Whether a token can start behind a byte: a space, a line end (those of Unicode end in a byte
  /// over 0x7F), or a sign of the flow style.
  private static func startsToken(_ byte: UInt8) -> Bool {
    isSpace(byte) || byte > 0x7F
      || [UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: ","), UInt8(ascii: ":")].contains(byte)
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D || byte > 0x7F
  }

  private static func isName(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
      true
    default: false
    }
  }
}
