/// The text of a file, to find places in it. Lines end as YAML has it: LF, CR LF, CR, NEL and the
/// separators of Unicode.
struct SourceText {
  private(set) var text: String

  /// A place as YAML counts it: a line from 1, and Unicode scalars in it from 1.
  struct Place: Hashable {
    var line: Int
    var column: Int
  }

  /// The scalars of a line from a column on, without its end.
  func scalars(from place: Place) -> Substring.UnicodeScalarView {
    guard let start = index(of: place) else { return Substring().unicodeScalars }
    let rest = text.unicodeScalars[start...]
    return rest.prefix { !$0.endsLine }
  }

  /// The characters that YAML does not allow in a file, at most `limit`.
  func forbidden(limit: Int) -> [(place: Place, scalar: Unicode.Scalar)] {
    // Most files need no closer look.
    if text.utf8.allSatisfy({ (0x20...0x7E).contains($0) || $0 == 0x0A }) { return [] }
    var found: [(Place, Unicode.Scalar)] = []
    var place = Place(line: 1, column: 1)
    var previous: Unicode.Scalar = " "
    for scalar in text.unicodeScalars {
      if !scalar.isAllowed {
        found.append((place, scalar))
        if found.count == limit { break }
      }
      place.advance(over: scalar, after: previous)
      previous = scalar
    }
    return found
  }

  /// Puts scalars in the place of as many others; `false` where `old` does not stand there.
  mutating func replace(_ old: String, at place: Place, with new: String) -> Bool {
    guard let start = index(of: place) else { return false }
    var scalars = text.unicodeScalars
    guard scalars[start...].starts(with: old.unicodeScalars) else { return false }
    let end = scalars.index(start, offsetBy: old.unicodeScalars.count)
    scalars.replaceSubrange(start..<end, with: new.unicodeScalars)
    text = String(scalars)
    return true
  }

  private func index(of wanted: Place) -> String.Index? {
    var place = Place(line: 1, column: 1)
    var previous: Unicode.Scalar = " "
    let scalars = text.unicodeScalars
    var index = scalars.startIndex
    // YAML does not count a byte order mark.
    if scalars.first == "\u{FEFF}" { index = scalars.index(after: index) }
    while index < scalars.endIndex {
      if place == wanted { return index }
      if place.line > wanted.line { return nil }
      place.advance(over: scalars[index], after: previous)
      previous = scalars[index]
      index = scalars.index(after: index)
    }
    return place == wanted ? index : nil
  }
}

extension SourceText.Place {
  fileprivate mutating func advance(over scalar: Unicode.Scalar, after previous: Unicode.Scalar) {
    if scalar == "\n" && previous == "\r" {
      // The CR before it began the line already.
      column = 1
    } else if scalar.endsLine {
      line += 1
      column = 1
    } else {
      column += 1
    }
  }
}

extension Unicode.Scalar {
  fileprivate var endsLine: Bool {
    switch value {
    case 0x0A, 0x0D, 0x85, 0x2028, 0x2029: true
    default: false
    }
  }

  /// Whether YAML allows the character to stand in a file as itself (YAML 1.1, section 5.1).
  var isAllowed: Bool {
    switch value {
    case 0x09, 0x0A, 0x0D, 0x85, 0x20...0x7E, 0xA0...0xD7FF, 0xE000...0xFFFD,
      0x10000...0x10FFFF:
      true
    default: false
    }
  }
}
