/// A message authentication code with SHA-256 (RFC 2104).
public enum HMAC {
  /// The code of a message under a key.
  public static func sha256(_ message: [UInt8], key: [UInt8]) -> [UInt8] {
    let block = 64
    var key = key.count > block ? SHA256.bytes(of: key) : key
    key += [UInt8](repeating: 0, count: block - key.count)
    let inner = SHA256.bytes(of: key.map { $0 ^ 0x36 } + message)
    return SHA256.bytes(of: key.map { $0 ^ 0x5C } + inner)
  }
}
