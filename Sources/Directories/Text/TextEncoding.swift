/// How the bytes of a file stand for text.
public enum TextEncoding: String, Sendable, Hashable, CaseIterable {
  case utf8 = "utf-8"
  /// In the order of bytes that the byte order mark says, or that the first letter shows.
  case utf16 = "utf-16"
  case windows1252 = "windows-1252"

  /// The encoding of a name, as people write it; `latin-1` is read as Windows does.
  public init?(named name: String) {
    switch name.lowercased().filter({ $0.isLetter || $0.isNumber }) {
    case "utf8": self = .utf8
    case "utf16", "utf16le", "utf16be", "unicode": self = .utf16
    case "windows1252", "cp1252", "latin1", "iso88591": self = .windows1252
    default: return nil
    }
  }
}

/// Turns the bytes of another encoding into UTF-8, a chunk at a time. What stands for no text becomes
/// a byte that is no UTF-8, so that whoever reads finds it at its place.
struct TextDecoder {
  /// How two bytes make one unit.
  enum Form {
    case littleEndian
    case bigEndian
    case windows1252
  }

  /// A byte that no text in UTF-8 has.
  private static let invalid: UInt8 = 0xFF

  private let form: Form
  /// The first byte of a unit whose second one did not come yet.
  private var half: UInt8?
  /// The first unit of a pair whose second one did not come yet.
  private var high: UInt16?

  init(_ form: Form) { self.form = form }

  /// The text of more bytes; none at the end of the file.
  mutating func decode(_ bytes: some Collection<UInt8>) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(bytes.count * 3 / 2)
    if bytes.isEmpty { end(&output) }
    for byte in bytes {
      switch form {
      case .windows1252: append(Self.windows1252(byte), to: &output)
      case .littleEndian, .bigEndian:
        guard let first = half else {
          half = byte
          continue
        }
        half = nil
        let (low, top) = form == .littleEndian ? (first, byte) : (byte, first)
        take(UInt16(top) << 8 | UInt16(low), &output)
      }
    }
    return output
  }

  private mutating func take(_ unit: UInt16, _ output: inout [UInt8]) {
    if let first = high {
      high = nil
      if UTF16.isTrailSurrogate(unit) {
        let value = 0x10000 + (UInt32(first - 0xD800) << 10) + UInt32(unit - 0xDC00)
        return append(Unicode.Scalar(value), to: &output)
      }
      output.append(Self.invalid)
    }
    if UTF16.isLeadSurrogate(unit) {
      high = unit
    } else {
      append(Unicode.Scalar(unit), to: &output)
    }
  }

  private mutating func end(_ output: inout [UInt8]) {
    if half != nil || high != nil { output.append(Self.invalid) }
    half = nil
    high = nil
  }

  private func append(_ scalar: Unicode.Scalar?, to output: inout [UInt8]) {
    guard let scalar else { return output.append(Self.invalid) }
    output.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
  }

  private static func windows1252(_ byte: UInt8) -> Unicode.Scalar? {
    guard (0x80...0x9F).contains(byte) else { return Unicode.Scalar(byte) }
    let value = high1252[Int(byte - 0x80)]
    return value == 0 ? nil : Unicode.Scalar(value)
  }

  /// What the bytes from 80 to 9F stand for; 0 for none.
  private static let high1252: [UInt16] = [
    0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039,
    0x0152, 0, 0x017D, 0, 0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC,
    0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E, 0x0178,
  ]
}
