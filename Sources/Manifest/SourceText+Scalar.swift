import Yams

extension SourceText {
  /// Where a character of a scalar's text stands in the file; `nil` where it is not on the scalar's
  /// first line, or the scalar is written as a block.
  ///
  /// - Parameter character: counted from 0.
  func place(in scalar: Node.Scalar, character: Int) -> Place? {
    guard let mark = scalar.mark else { return nil }
    let start = Place(line: mark.line, column: mark.column)
    let wanted = Substring(scalar.string.prefix(character)).unicodeScalars
    let raw = Array(scalars(from: start).prefix(wanted.count * 10 + 1))
    guard let first = raw.first else { return nil }
    var position = first == "'" || first == "\"" ? 1 : 0
    for scalar in wanted {
      guard position < raw.count else { return nil }
      switch (first, raw[position]) {
      case ("\"", "\\"): position += Self.escapeLength(raw, at: position)
      case ("'", "'"): position += 2
      case (_, scalar): position += 1
      default: return nil
      }
    }
    guard position < raw.count else { return nil }
    return Place(line: start.line, column: start.column + position)
  }

  /// How long an escape in double quotes is, its backslash among it (YAML 1.1, section 5.6).
  private static func escapeLength(_ raw: [Unicode.Scalar], at position: Int) -> Int {
    guard position + 1 < raw.count else { return 2 }
    switch raw[position + 1] {
    case "x": return 4
    case "u": return 6
    case "U": return 10
    default: return 2
    }
  }
}
