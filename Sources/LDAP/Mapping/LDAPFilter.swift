/// Search filters (RFC 4515).
enum LDAPFilter {
  /// A text as a value of a filter.
  static func escaped(_ text: String) -> String {
    text.utf8.reduce(into: "") { output, byte in
      switch byte {
      case UInt8(ascii: "*"), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "\\"), 0,
        0x80...:
        output += escaped(byte)
      default: output.unicodeScalars.append(Unicode.Scalar(byte))
      }
    }
  }

  /// Bytes as a value of a filter, each of them escaped.
  static func escaped(_ bytes: [UInt8]) -> String {
    bytes.reduce(into: "") { $0 += escaped($1) }
  }

  private static func escaped(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16)
    return "\\" + (digits.count < 2 ? "0" : "") + digits
  }

  /// The names of the attributes that a filter compares, as they are written.
  static func attributes(of filter: String) -> [String] {
    var names: [String] = []
    for part in filter.split(separator: "(") {
      // What follows a parenthesis is an operator, or the name up to how it is compared.
      let name = part.prefix { character in
        character.isASCII
          && (character.isLetter || character.isNumber || character == "-" || character == ".")
      }
      guard let first = name.first, first.isLetter, part.contains("="),
        !names.contains(where: { $0.lowercased() == name.lowercased() })
      else { continue }
      names.append(String(name))
    }
    return names
  }
}
