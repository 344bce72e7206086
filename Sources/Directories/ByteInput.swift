/// The text of a file in UTF-8, a chunk at a time, whatever the file's own encoding.
struct ByteInput {
  /// The chunk at hand.
  private(set) var buffer: [UInt8] = []
  /// The next byte of it that was not taken.
  var position = 0
  /// How many bytes of the file came so far.
  private(set) var bytesRead = 0
  /// The encoding that the file is in.
  private(set) var encoding: TextEncoding
  /// Whether somebody named the encoding.
  private let isNamed: Bool
  private var decoder: TextDecoder?
  private var isAtEnd = false
  private let read: () throws(DirectoryFileError) -> [UInt8]

  /// An input of the chunks that a function gives, an empty one at the end.
  ///
  /// - Parameter encoding: `nil`: UTF-8, unless a byte order mark says otherwise.
  init(
    encoding: TextEncoding? = nil, read: @escaping () throws(DirectoryFileError) -> [UInt8]
  ) {
    self.encoding = encoding ?? .utf8
    isNamed = encoding != nil
    self.read = read
  }

  /// Makes sure that there is a byte at ``position``; `false` at the end.
  mutating func fill() throws(DirectoryFileError) -> Bool {
    if position < buffer.count { return true }
    buffer.removeAll(keepingCapacity: true)
    position = 0
    return try more()
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

  /// The first record's bytes, up to its line end outside of quotes, without taking them.
  ///
  /// - Parameter limit: about how many bytes are looked at.
  mutating func firstRecord(limit: Int) throws(DirectoryFileError) -> ArraySlice<UInt8> {
    var isQuoted = false
    var index = position
    while index - position < limit {
      if index == buffer.count {
        guard try more() else { break }
      }
      switch buffer[index] {
      case UInt8(ascii: "\""): isQuoted.toggle()
      case 0x0A where !isQuoted: return buffer[position..<index]
      default: break
      }
      index += 1
    }
    return buffer[position..<index]
  }

  /// Reads the byte order mark, which says what encoding the file is in.
  ///
  /// - Returns: what is wrong with the encoding, and what to do.
  mutating func start() throws(DirectoryFileError) -> String? {
    guard try fill() else { return nil }
    // A first read of a pipe may be shorter than a mark.
    while buffer.count < 3 {
      guard try more() else { break }
    }
    if buffer.starts(with: [0xEF, 0xBB, 0xBF]) {
      if encoding != .utf8 { return contradiction("UTF-8") }
      position = 3
      return nil
    }
    let marks: [(bytes: [UInt8], form: TextDecoder.Form)] = [
      ([0xFF, 0xFE], .littleEndian), ([0xFE, 0xFF], .bigEndian),
    ]
    if let mark = marks.first(where: { buffer.starts(with: $0.bytes) }) {
      if isNamed, encoding != .utf16 { return contradiction("UTF-16") }
      decode(as: mark.form, from: 2)
      return nil
    }
    switch encoding {
    case .utf8: return nil
    case .windows1252: decode(as: .windows1252, from: 0)
    case .utf16:
      guard buffer.count > 1, (buffer[0] == 0) != (buffer[1] == 0) else {
        return "the file does not start like UTF-16; save it as UTF-8, or name its encoding"
      }
      decode(as: buffer[0] == 0 ? .bigEndian : .littleEndian, from: 0)
    }
    return nil
  }

  private func contradiction(_ found: String) -> String {
    "the file is marked as \(found), not \(encoding.rawValue); leave --encoding out"
  }

  private mutating func decode(as form: TextDecoder.Form, from start: Int) {
    var decoder = TextDecoder(form)
    buffer = decoder.decode(buffer[start...])
    if form != .windows1252 { encoding = .utf16 }
    self.decoder = decoder
  }

  /// Appends what comes next to the buffer; `false` at the end.
  private mutating func more() throws(DirectoryFileError) -> Bool {
    let before = buffer.count
    while buffer.count == before {
      if isAtEnd { return false }
      let bytes = try read()
      bytesRead += bytes.count
      isAtEnd = bytes.isEmpty
      if decoder == nil {
        buffer += bytes
      } else if let text = decoder?.decode(bytes) {
        buffer += text
      }
    }
    return true
  }
}
