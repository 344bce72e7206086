import Provisioning

/// What stands between the fields of a CSV file.
public enum Separator: String, Sendable, Hashable, CaseIterable {
  case comma
  case semicolon
  case tab
  case bar

  /// The separator of a name or of the character itself, as people write it.
  public init?(named name: String) {
    switch name.lowercased() {
    case ",", "comma": self = .comma
    case ";", "semicolon": self = .semicolon
    case "\t", "\\t", "tab": self = .tab
    case "|", "bar", "pipe": self = .bar
    default: return nil
    }
  }

  /// The separator that a first line `sep=;` names, as Excel writes it.
  init?(line: ArraySlice<UInt8>) {
    let text = String(decoding: line.prefix(8), as: UTF8.self)
    guard text.lowercased().hasPrefix("sep="), let mark = text.dropFirst(4).first,
      text.dropFirst(5).allSatisfy({ $0 == "\r" })
    else { return nil }
    self.init(named: String(mark))
  }

  /// The character.
  var byte: UInt8 {
    switch self {
    case .comma: UInt8(ascii: ",")
    case .semicolon: UInt8(ascii: ";")
    case .tab: 0x09
    case .bar: UInt8(ascii: "|")
    }
  }

  /// It in words, one and several.
  var words: (one: String, several: String) {
    switch self {
    case .comma: ("a comma", "commas")
    case .semicolon: ("a semicolon", "semicolons")
    case .tab: ("a tab", "tabs")
    case .bar: ("a `|`", "`|`")
    }
  }

  /// What separates the columns of a header: what stands in it outside of quotes.
  ///
  /// - Parameter isHeader: whether names make a header; asked where several could be meant.
  /// - Returns: the separators that it can be; one where it is sure.
  static func candidates(
    in header: ArraySlice<UInt8>, isHeader: (Separator) -> Bool
  ) -> [Separator] {
    var isQuoted = false
    var found: Set<UInt8> = []
    for byte in header {
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() } else if !isQuoted { found.insert(byte) }
    }
    let present = allCases.filter { found.contains($0.byte) }
    guard present.count > 1 else { return present.isEmpty ? [.comma] : present }
    let fitting = present.filter(isHeader)
    return fitting.isEmpty ? present : fitting
  }
}
