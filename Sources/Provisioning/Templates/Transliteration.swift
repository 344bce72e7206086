import Foundation

/// Writes any text in ASCII: accents are taken off, letters that stand for themselves (`ß`, `æ`, `ø`,
/// Cyrillic, Greek) come from a table, other scripts from Unicode's transliteration to Latin
/// (Chinese as pinyin; so Japanese kanji too). What is left is dropped.
enum Transliteration {
  static func ascii(_ text: String) -> String {
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return text }
    let known = letters(text.precomposedStringWithCanonicalMapping)
    if known.utf8.allSatisfy({ $0 < 0x80 }) { return known }
    let latin = known.applyingTransform(.toLatin, reverse: false) ?? known
    let scalars = letters(latin).unicodeScalars.filter(\.isASCII)
    return String(String.UnicodeScalarView(scalars))
  }

  /// Replaces what the tables know and takes accents off Latin letters; keeps the rest.
  private static func letters(_ text: String) -> String {
    let characters = Array(text)
    var output = ""
    var index = 0
    while index < characters.count {
      let character = characters[index]
      let next = index + 1 < characters.count ? characters[index + 1] : nil
      if character.isASCII {
        output.append(character)
      } else if let next, let pair = pair(character, next) {
        output += inCase(of: character, pair, next: next)
        index += 1
      } else {
        output += letter(character, previous: index > 0 ? characters[index - 1] : nil, next: next)
      }
      index += 1
    }
    return output
  }

  private static func letter(_ character: Character, previous: Character?, next: Character?)
    -> String
  {
    if let known = table(character) {
      return inCase(of: character, known, next: next ?? previous)
    }
    // Taken apart, `ｅ`, `é` and `ﬁ` begin with what is looked for.
    return String(character).decomposedStringWithCompatibilityMapping.unicodeScalars
      .reduce(into: "") { output, scalar in
        if scalar.isASCII {
          output.unicodeScalars.append(scalar)
        } else if let known = table(Character(scalar)) {
          output += inCase(of: Character(scalar), known, next: next ?? previous)
        } else if !scalar.isMark {
          output.unicodeScalars.append(scalar)
        }
      }
  }

  private static func table(_ character: Character) -> String? {
    TransliterationTable.letters[character]
      ?? Character.single(character.lowercased()).flatMap { TransliterationTable.letters[$0] }
  }

  private static func pair(_ first: Character, _ second: Character) -> String? {
    let greek: ClosedRange<Unicode.Scalar> = "\u{370}"..."\u{3FF}"
    guard let scalar = first.unicodeScalars.first, greek.contains(scalar) else { return nil }
    // The accent of a Greek diphthong stands on its second letter.
    let letters = (first.lowercased() + second.lowercased())
      .folding(options: .diacriticInsensitive, locale: nil)
    return TransliterationTable.pairs[letters]
  }

  /// The replacement in the case of the letter that it stands for: `Щ` becomes `Shch`, but `SHCH`
  /// beside another capital.
  private static func inCase(of character: Character, _ text: String, next: Character?) -> String {
    guard character.isUppercase else { return text }
    if text.count > 1, next?.isUppercase == true { return text.uppercased() }
    return text.prefix(1).uppercased() + text.dropFirst()
  }
}

extension Character {
  fileprivate static func single(_ text: String) -> Character? {
    text.count == 1 ? text.first : nil
  }
}

extension Unicode.Scalar {
  fileprivate var isMark: Bool {
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .spacingMark: true
    default: false
    }
  }
}
