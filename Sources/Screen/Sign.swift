import Synchronization

/// A character as a number: a Unicode scalar, or the place of a sequence of several in a table that is
/// the process's own.
struct Sign: Sendable, Hashable {
  private let code: UInt32

  static let space = Sign(ascii: 0x20)

  init(ascii: UInt8) { code = UInt32(ascii) }

  init(_ character: Character) {
    let scalars = character.unicodeScalars
    if let first = scalars.first, scalars.count == 1 {
      code = first.value
    } else {
      code = Sequences.code(of: character)
    }
  }

  var character: Character {
    if let scalar = Unicode.Scalar(code) { return Character(scalar) }
    return Sequences.character(of: code)
  }

  var ascii: UInt8? { code < 0x80 ? UInt8(code) : nil }

  /// Characters of several scalars, in the order in which they were first shown.
  private enum Sequences {
    /// The first number behind all scalars.
    private static let start: UInt32 = 0x11_0000
    /// How many are remembered; who has shown so many others sees a mark in place of further ones.
    private static let most = 100_000
    private static let known = Mutex<(characters: [Character], codes: [String: UInt32])>(([], [:]))

    static func code(of character: Character) -> UInt32 {
      known.withLock { known in
        let text = String(character)
        if let code = known.codes[text] { return code }
        guard known.characters.count < most else { return 0xFFFD }
        let code = start + UInt32(known.characters.count)
        known.characters.append(character)
        known.codes[text] = code
        return code
      }
    }

    static func character(of code: UInt32) -> Character {
      known.withLock { known in
        let place = Int(code - start)
        return known.characters.indices.contains(place) ? known.characters[place] : "\u{FFFD}"
      }
    }
  }
}
