/// Looks for some bytes in many (Horspool's way: most of the text is skipped, since the last byte
/// that is looked at says how far the next match can be).
struct ByteSearch: Sendable, Hashable {
  let wanted: [UInt8]
  private let skips: [Int]

  /// A search for these bytes, at least one.
  init(_ wanted: [UInt8]) {
    self.wanted = wanted
    var skips = [Int](repeating: wanted.count, count: 256)
    for (index, byte) in wanted.dropLast().enumerated() {
      skips[Int(byte)] = wanted.count - 1 - index
    }
    self.skips = skips
  }

  /// Where the bytes stand first, at or after a position.
  func first(in bytes: [UInt8], from start: Int = 0) -> Int? {
    bytes.withUnsafeBufferPointer { bytes -> Int? in
      wanted.withUnsafeBufferPointer { wanted -> Int? in
        skips.withUnsafeBufferPointer { skips -> Int? in
          var position = start
          while position + wanted.count <= bytes.count {
            var index = wanted.count - 1
            while index >= 0, bytes[position + index] == wanted[index] { index -= 1 }
            if index < 0 { return position }
            position += skips[Int(bytes[position + wanted.count - 1])]
          }
          return nil
        }
      }
    }
  }
}
