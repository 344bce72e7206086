extension JSONValue {
  /// The value as JSON text in UTF-8: the same value always gives the same bytes.
  public var bytes: [UInt8] {
    var output: [UInt8] = []
    write(into: &output, indent: nil)
    return output
  }

  /// The value as JSON on one line.
  public var text: String { String(decoding: bytes, as: UTF8.self) }

  /// The value as JSON over several lines, indented by two spaces, for people.
  public var prettyText: String {
    var output: [UInt8] = []
    write(into: &output, indent: 0)
    return String(decoding: output, as: UTF8.self)
  }

  private func write(into output: inout [UInt8], indent: Int?) {
    switch self {
    case .null: output.append(contentsOf: "null".utf8)
    case .bool(let value): output.append(contentsOf: (value ? "true" : "false").utf8)
    case .integer(let value): output.append(contentsOf: String(value).utf8)
    case .number(let value): output.append(contentsOf: String(value).utf8)
    case .string(let value): Self.writeString(value, into: &output)
    case .array(let elements):
      Self.writeList("[", "]", elements, into: &output, indent: indent) {
        $0.write(into: &$1, indent: $2)
      }
    case .object(let object):
      Self.writeList("{", "}", object.members, into: &output, indent: indent) {
        Self.writeString($0.name, into: &$1)
        $1.append(contentsOf: (indent == nil ? ":" : ": ").utf8)
        $0.value.write(into: &$1, indent: $2)
      }
    }
  }

  private static func writeList<Element>(
    _ open: Unicode.Scalar, _ close: Unicode.Scalar, _ elements: [Element],
    into output: inout [UInt8], indent: Int?, each: (Element, inout [UInt8], Int?) -> Void
  ) {
    let inner = indent.map { $0 + 1 }
    output.append(UInt8(ascii: open))
    for (index, element) in elements.enumerated() {
      if index > 0 { output.append(UInt8(ascii: ",")) }
      writeBreak(inner, into: &output)
      each(element, &output, inner)
    }
    if !elements.isEmpty { writeBreak(indent, into: &output) }
    output.append(UInt8(ascii: close))
  }

  private static func writeBreak(_ indent: Int?, into output: inout [UInt8]) {
    guard let indent else { return }
    output.append(0x0A)
    output.append(contentsOf: repeatElement(0x20, count: indent * 2))
  }

  /// Appends a text in quotes. Runs that need no escape are taken as they stand, which nearly every
  /// text does as a whole.
  static func writeString(_ text: String, into output: inout [UInt8]) {
    output.append(UInt8(ascii: "\""))
    var text = text
    text.withUTF8 { bytes in
      var start = 0
      for (index, byte) in bytes.enumerated() where needsEscape(byte) {
        output.append(contentsOf: bytes[start..<index])
        writeEscape(byte, into: &output)
        start = index + 1
      }
      output.append(contentsOf: bytes[start...])
    }
    output.append(UInt8(ascii: "\""))
  }

  @inline(__always)
  private static func needsEscape(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte == 0x7F
  }

  private static func writeEscape(_ byte: UInt8, into output: inout [UInt8]) {
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"):
      output.append(UInt8(ascii: "\\"))
      output.append(byte)
    case 0x0A: output.append(contentsOf: "\\n".utf8)
    case 0x0D: output.append(contentsOf: "\\r".utf8)
    case 0x09: output.append(contentsOf: "\\t".utf8)
    default:
      let digits = String(byte, radix: 16)
      output.append(contentsOf: ("\\u" + String(repeating: "0", count: 4 - digits.count)).utf8)
      output.append(contentsOf: digits.utf8)
    }
  }
}
