/// Percent-encoding of what a URL is put together from (RFC 3986, section 2).
public enum PercentEncoding {
  /// The text with every byte encoded but letters, digits, `-`, `.`, `_` and `~`, so that it is safe
  /// as one segment of a path and as a name or value of a query.
  ///
  /// The segments `.` and `..`, which mean something else, have their dots encoded too.
  public static func encode(_ text: String) -> String {
    if text == "." || text == ".." { return String(repeating: "%2E", count: text.count) }
    var output: [UInt8] = []
    for byte in text.utf8 {
      if isUnreserved(byte) {
        output.append(byte)
      } else {
        output += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: output, as: UTF8.self)
  }

  /// The text behind the encoding; `nil` where a `%` has no two hexadecimal digits after it or the
  /// bytes are no UTF-8.
  ///
  /// - Parameter plusIsSpace: whether `+` is a space, as forms write queries.
  public static func decode(_ text: some StringProtocol, plusIsSpace: Bool = false) -> String? {
    var output: [UInt8] = []
    var bytes = text.utf8.makeIterator()
    while let byte = bytes.next() {
      switch byte {
      case UInt8(ascii: "%"):
        guard let high = bytes.next().flatMap(value), let low = bytes.next().flatMap(value) else {
          return nil
        }
        output.append(high << 4 | low)
      case UInt8(ascii: "+") where plusIsSpace: output.append(0x20)
      default: output.append(byte)
      }
    }
    return String(validating: output, as: UTF8.self)
  }

  private static let digits = Array("0123456789ABCDEF".utf8)

  private static func isUnreserved(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
      UInt8(ascii: "_"), UInt8(ascii: "~"):
      true
    default: false
    }
  }

  private static func value(_ digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
