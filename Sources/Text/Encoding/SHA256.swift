/// SHA-256 (FIPS 180-4), for approvals and the audit chain.
///
/// Written here because the packages that have it bring a second copy of BoringSSL beside the one
/// under the HTTP client, minutes of every newcomer's first build.
public struct SHA256: Sendable {
  private var state: [UInt32] = [
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab,
    0x5be0_cd19,
  ]
  private var words = [UInt32](repeating: 0, count: 64)
  private var block = [UInt8](repeating: 0, count: 64)
  private var filled = 0
  private var length: UInt64 = 0

  /// A hash of nothing yet.
  public init() {}

  /// The hash of some bytes, as 64 hexadecimal digits in lower case.
  public static func hex(_ bytes: some Sequence<UInt8>) -> String {
    var hash = SHA256()
    hash.update(bytes)
    return hash.finish()
  }

  /// The hash of some bytes, as 32 bytes.
  public static func bytes(of bytes: some Sequence<UInt8>) -> [UInt8] {
    var hash = SHA256()
    hash.update(bytes)
    return hash.finishedBytes()
  }

  /// The hash of some text in UTF-8.
  public static func hex(_ text: String) -> String { hex(text.utf8) }

  /// Adds bytes.
  public mutating func update(_ bytes: some Sequence<UInt8>) {
    // Whole blocks are read where they stand: a log of a million entries is hashed at once.
    if bytes.withContiguousStorageIfAvailable({ absorb($0) }) == nil {
      for byte in bytes { append(byte) }
    }
  }

  /// Ends the hash and gives it as 64 hexadecimal digits in lower case.
  public mutating func finish() -> String {
    var digits: [UInt8] = []
    digits.reserveCapacity(64)
    for byte in finishedBytes() {
      digits.append(Self.digits[Int(byte >> 4)])
      digits.append(Self.digits[Int(byte & 15)])
    }
    return String(decoding: digits, as: UTF8.self)
  }

  /// Ends the hash and gives its 32 bytes.
  public mutating func finishedBytes() -> [UInt8] {
    let bits = length * 8
    append(0x80)
    if filled > 56 { fill(upTo: 64) }
    fill(upTo: 56)
    for shift in stride(from: UInt64(56), through: 0, by: -8) {
      append(UInt8(truncatingIfNeeded: bits >> shift))
    }
    return state.flatMap { word in
      stride(from: UInt32(24), through: 0, by: -8).map { UInt8(truncatingIfNeeded: word >> $0) }
    }
  }

  private mutating func append(_ byte: UInt8) {
    block[filled] = byte
    filled += 1
    length += 1
    if filled == 64 { take() }
  }

  /// Fills the block with zeros.
  private mutating func fill(upTo end: Int) {
    for index in filled..<end { block[index] = 0 }
    filled = end
    if filled == 64 { take() }
  }

  private mutating func take() {
    let block = block
    block.withUnsafeBufferPointer { Self.compress($0, &state, &words) }
    filled = 0
  }

  private mutating func absorb(_ bytes: UnsafeBufferPointer<UInt8>) {
    var start = 0
    while start < bytes.count {
      if filled == 0, bytes.count - start >= 64 {
        Self.compress(UnsafeBufferPointer(rebasing: bytes[start..<start + 64]), &state, &words)
        length += 64
        start += 64
      } else {
        append(bytes[start])
        start += 1
      }
    }
  }

  /// Takes one block of 64 bytes into the state; the words are room to work in.
  private static func compress(
    _ block: UnsafeBufferPointer<UInt8>, _ state: inout [UInt32], _ words: inout [UInt32]
  ) {
    words.withUnsafeMutableBufferPointer { words in
      for index in 0..<16 {
        let at = index &* 4
        words[index] =
          UInt32(block[at]) << 24 | UInt32(block[at &+ 1]) << 16 | UInt32(block[at &+ 2]) << 8
          | UInt32(block[at &+ 3])
      }
      for index in 16..<64 {
        let a = words[index &- 15]
        let b = words[index &- 2]
        let s0 = (a &>> 7 | a &<< 25) ^ (a &>> 18 | a &<< 14) ^ (a &>> 3)
        let s1 = (b &>> 17 | b &<< 15) ^ (b &>> 19 | b &<< 13) ^ (b &>> 10)
        words[index] = words[index &- 16] &+ s0 &+ words[index &- 7] &+ s1
      }
      mix(words, &state)
    }
  }

  private static func mix(_ words: UnsafeMutableBufferPointer<UInt32>, _ state: inout [UInt32]) {
    var (a, b, c, d) = (state[0], state[1], state[2], state[3])
    var (e, f, g, h) = (state[4], state[5], state[6], state[7])
    constants.withUnsafeBufferPointer { constants in
      for index in 0..<64 {
        let s1 = (e &>> 6 | e &<< 26) ^ (e &>> 11 | e &<< 21) ^ (e &>> 25 | e &<< 7)
        let t1 = h &+ s1 &+ ((e & f) ^ (~e & g)) &+ constants[index] &+ words[index]
        let s0 = (a &>> 2 | a &<< 30) ^ (a &>> 13 | a &<< 19) ^ (a &>> 22 | a &<< 10)
        let t2 = s0 &+ ((a & b) ^ (a & c) ^ (b & c))
        (h, g, f, e) = (g, f, e, d &+ t1)
        (d, c, b, a) = (c, b, a, t1 &+ t2)
      }
    }
    state[0] &+= a
    state[1] &+= b
    state[2] &+= c
    state[3] &+= d
    state[4] &+= e
    state[5] &+= f
    state[6] &+= g
    state[7] &+= h
  }

  private static let digits = Array("0123456789abcdef".utf8)
  private static let constants: [UInt32] = [
    0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4,
    0xab1c_5ed5, 0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe,
    0x9bdc_06a7, 0xc19b_f174, 0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f,
    0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da, 0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7,
    0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967, 0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc,
    0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85, 0xa2bf_e8a1, 0xa81a_664b,
    0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070, 0x19a4_c116,
    0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
    0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7,
    0xc671_78f2,
  ]
}
