/// Ids that are bytes.
enum BinaryID {
  /// An `objectGUID` as it is printed: of its sixteen bytes the first three fields are little-endian.
  static func text(ofGUID bytes: [UInt8]) -> String? {
    guard bytes.count == 16 else { return nil }
    let order = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15]
    var text = ""
    for (index, place) in order.enumerated() {
      if [4, 6, 8, 10].contains(index) { text += "-" }
      text += hex(bytes[place])
    }
    return text
  }

  /// The bytes of an `objectGUID` that is printed so; `nil` for anything else.
  static func bytes(ofGUID text: String) -> [UInt8]? {
    let digits = text.filter { $0 != "-" }
    guard digits.utf8.count == 32 else { return nil }
    var printed: [UInt8] = []
    var rest = digits[...]
    while !rest.isEmpty {
      guard let byte = UInt8(rest.prefix(2), radix: 16) else { return nil }
      printed.append(byte)
      rest = rest.dropFirst(2)
    }
    let order = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15]
    return order.map { printed[$0] }
  }

  /// Bytes in hexadecimal digits.
  static func text(of bytes: [UInt8]) -> String { bytes.map(hex).joined() }

  /// The last number of a security identifier (`objectSid`), which is its own within the domain; `nil`
  /// where the bytes are none.
  static func relativeID(ofSID bytes: [UInt8]) -> Int? {
    guard bytes.count >= 12, bytes[0] == 1, bytes.count == 8 + 4 * Int(bytes[1]) else { return nil }
    return bytes.suffix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
  }

  private static func hex(_ byte: UInt8) -> String {
    (byte < 16 ? "0" : "") + String(byte, radix: 16)
  }
}
