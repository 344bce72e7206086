/// A distinguished name as it is compared: decoded, without regard to case and to how it is escaped.
/// Servers write one and the same name in several ways.
enum DistinguishedName {
  /// A text that is the same for the same name (RFC 4514).
  static func key(_ name: String) -> String {
    var parts: [String] = []
    for component in split(Array(name.utf8), at: [UInt8(ascii: ","), UInt8(ascii: ";")]) {
      let pairs = split(component, at: [UInt8(ascii: "+")]).map(pair).sorted()
      parts.append(pairs.joined(separator: "\u{1E}"))
    }
    return parts.joined(separator: "\u{1F}")
  }

  /// A key for people to read.
  static func shown(_ key: String) -> String {
    key.replacing("\u{1F}", with: ",").replacing("\u{1E}", with: "+")
  }

  private static func pair(_ bytes: [UInt8]) -> String {
    guard let equals = bytes.firstIndex(of: UInt8(ascii: "=")) else { return value(bytes[...]) }
    let type = String(decoding: bytes[..<equals], as: UTF8.self).lowercased()
    return type.filter { $0 != " " } + "=" + value(bytes[(equals + 1)...])
  }

  /// A value decoded, in lower case, each run of spaces as one.
  private static func value(_ bytes: ArraySlice<UInt8>) -> String {
    var decoded: [UInt8] = []
    var index = bytes.startIndex
    while index < bytes.endIndex {
      guard bytes[index] == UInt8(ascii: "\\"), index + 1 < bytes.endIndex else {
        if bytes[index] != UInt8(ascii: "\"") { decoded.append(bytes[index]) }
        index += 1
        continue
      }
      if index + 2 < bytes.endIndex, let high = digit(bytes[index + 1]),
        let low = digit(bytes[index + 2])
      {
        decoded.append(high << 4 | low)
        index += 3
      } else {
        decoded.append(bytes[index + 1])
        index += 2
      }
    }
    let text = String(decoding: decoded, as: UTF8.self).lowercased()
    return text.split(separator: " ").joined(separator: " ")
  }

  private static func split(_ bytes: [UInt8], at separators: Set<UInt8>) -> [[UInt8]] {
    var parts: [[UInt8]] = [[]]
    var isEscaped = false
    var isQuoted = false
    for byte in bytes {
      if !isEscaped, !isQuoted, separators.contains(byte) {
        parts.append([])
        continue
      }
      parts[parts.count - 1].append(byte)
      if !isEscaped, byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
    }
    return parts
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
