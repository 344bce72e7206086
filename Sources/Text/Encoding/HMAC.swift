/// A message authentication code with SHA-256 (RFC 2104).
public enum HMAC {
  /// The code of a message under a key.
  public static func sha256(_ message: [UInt8], key: [UInt8]) -> [UInt8] {
    let block = 64
    var key = key.count > block ? hash(key) : key
    key += [UInt8](repeating: 0, count: block - key.count)
    let inner = hash(key.map { $0 ^ 0x36 } + message)
    return hash(key.map { $0 ^ 0x5C } + inner)
  }

  private static func hash(_ bytes: [UInt8]) -> [UInt8] {
    let digits = Array(SHA256.hex(bytes).utf8)
    return stride(from: 0, to: digits.count, by: 2).map {
      value(digits[$0]) << 4 | value(digits[$0 + 1])
    }
  }

  private static func value(_ digit: UInt8) -> UInt8 {
    digit < UInt8(ascii: "a") ? digit - UInt8(ascii: "0") : digit - UInt8(ascii: "a") + 10
  }
}
