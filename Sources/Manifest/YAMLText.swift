import Text

/// Writes texts as YAML scalars: as they are where nobody could take them for anything else, in
/// double quotes otherwise.
enum YAMLText {
  /// The parser takes no longer key without a `?` before it; its limit is 1024 characters.
  private static let keyLimit = 900

  /// A text in a block, where a colon may stand inside it.
  static func block(_ text: String) -> String {
    isPlain(text, extra: ":") ? text : quoted(text)
  }

  /// A text between brackets or braces.
  static func flow(_ text: String) -> String {
    isPlain(text, extra: "") ? text : quoted(text)
  }

  /// A list on one line.
  static func list(_ texts: [String]) -> String {
    "[" + texts.map { flow($0) }.joined(separator: ", ") + "]"
  }

  /// A mapping on one line, of names and values that are YAML already.
  static func mapping(_ entries: [(name: String, value: String)]) -> String {
    if entries.isEmpty { return "{}" }
    let parts = entries.map { entry in
      let key = flow(entry.name)
      return isLongKey(key) ? "? \(key) : \(entry.value)" : "\(key): \(entry.value)"
    }
    return "{ " + parts.joined(separator: ", ") + " }"
  }

  /// Whether a written key needs a `?` before it.
  static func isLongKey(_ key: String) -> Bool {
    key.unicodeScalars.count > keyLimit
  }

  /// A text in double quotes.
  static func quoted(_ text: String) -> String {
    var output = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": output += "\\\""
      case "\\": output += "\\\\"
      case "\n": output += "\\n"
      case "\r": output += "\\r"
      case "\t": output += "\\t"
      default:
        if scalar.isAllowed, !scalar.isHidden {
          output.unicodeScalars.append(scalar)
        } else {
          output += escape(scalar)
        }
      }
    }
    return output + "\""
  }

  private static func escape(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    let (sign, width) =
      scalar.value < 0x100 ? ("\\x", 2) : scalar.value < 0x10000 ? ("\\u", 4) : ("\\U", 8)
    return sign + String(repeating: "0", count: width - digits.count) + digits
  }

  /// Whether a text needs no quotes: words of ASCII that are no number, no date, no truth value and
  /// nothing else that a reader of YAML might take for more than text.
  private static func isPlain(_ text: String, extra: String) -> Bool {
    guard let first = text.utf8.first, let last = text.utf8.last, text.utf8.count <= 200,
      isLetter(first) || first == UInt8(ascii: "/"),
      last != UInt8(ascii: " "), last != UInt8(ascii: ":"), !text.contains(": "),
      text.utf8.allSatisfy({ byte in
        isLetter(byte) || (0x30...0x39).contains(byte) || " ._/@+-".utf8.contains(byte)
          || extra.utf8.contains(byte)
      })
    else { return false }
    let words = ["true", "false", "yes", "no", "on", "off", "y", "n", "null"]
    return !words.contains(text.lowercased())
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
  }
}
