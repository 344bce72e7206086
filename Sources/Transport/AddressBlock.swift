import Foundation

/// A block of IP addresses, `10.0.0.0/8` or `fd00::/8`, or one address.
struct AddressBlock {
  private let bytes: [UInt8]
  private let prefix: Int

  /// Reads a block; `nil` where the text is none.
  init?(_ text: some StringProtocol) {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let bytes = Self.address(String(parts[0])) else { return nil }
    self.bytes = bytes
    guard parts.count == 2 else {
      prefix = bytes.count * 8
      return
    }
    guard let prefix = Int(parts[1]), (0...bytes.count * 8).contains(prefix) else { return nil }
    self.prefix = prefix
  }

  /// Whether the text is an address of the block.
  func contains(_ text: String) -> Bool {
    guard let other = Self.address(text), other.count == bytes.count else { return false }
    return (0..<prefix).allSatisfy { bit in
      (bytes[bit / 8] ^ other[bit / 8]) & (0x80 >> UInt8(bit % 8)) == 0
    }
  }

  /// The 4 or 16 bytes of an address.
  static func address(_ text: String) -> [UInt8]? {
    var four = [UInt8](repeating: 0, count: 4)
    if inet_pton(AF_INET, text, &four) == 1 { return four }
    var sixteen = [UInt8](repeating: 0, count: 16)
    return inet_pton(AF_INET6, text, &sixteen) == 1 ? sixteen : nil
  }
}
