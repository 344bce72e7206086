/// The bytes of a file, a chunk at a time.
struct ByteInput {
  /// The chunk at hand.
  private(set) var buffer: [UInt8] = []
  /// The next byte of it that was not taken.
  var position = 0
  /// How many bytes came so far.
  private(set) var bytesRead = 0
  private let read: () throws(DirectoryFileError) -> [UInt8]

  /// An input of the chunks that a function gives, an empty one at the end.
  init(read: @escaping () throws(DirectoryFileError) -> [UInt8]) {
    self.read = read
  }

  /// Makes sure that there is a byte at ``position``; `false` at the end.
  mutating func fill() throws(DirectoryFileError) -> Bool {
    if position < buffer.count { return true }
    buffer = try read()
    bytesRead += buffer.count
    position = 0
    return !buffer.isEmpty
  }

  /// Takes the bytes up to the next one for which `isEnd` holds, or to the chunk's end.
  @inline(__always)
  mutating func take(into output: inout [UInt8], limit: Int, until isEnd: (UInt8) -> Bool) {
    let start = position
    var index = position
    while index < buffer.count, !isEnd(buffer[index]) { index += 1 }
    position = index
    if output.count <= limit { output.append(contentsOf: buffer[start..<index]) }
  }

  /// Skips a byte order mark of UTF-8 at the start; names the encoding of another one.
  mutating func skipByteOrderMark() throws(DirectoryFileError) -> String? {
    guard try fill() else { return nil }
    // A first read of a pipe may be shorter than a mark.
    while buffer.count < 3 {
      let more = try read()
      if more.isEmpty { break }
      bytesRead += more.count
      buffer += more
    }
    if buffer.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    let isUTF16 = buffer.starts(with: [0xFF, 0xFE]) || buffer.starts(with: [0xFE, 0xFF])
    return isUTF16 ? "UTF-16" : nil
  }
}
