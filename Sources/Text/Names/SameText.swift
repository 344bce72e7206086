extension String {
  /// Whether both are the same text, ignoring case. No copy is made of what nearly always is ASCII:
  /// names are compared all the time.
  public func isSame(as other: String) -> Bool {
    var (mine, theirs) = (utf8.makeIterator(), other.utf8.makeIterator())
    while let first = mine.next() {
      guard let second = theirs.next() else { return false }
      // `K` may be the sign for kelvin.
      if first >= 0x80 || second >= 0x80 { return lowercased() == other.lowercased() }
      if first == second { continue }
      let isLetter = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first | 0x20)
      guard isLetter, first | 0x20 == second | 0x20 else { return false }
    }
    return theirs.next() == nil
  }
}
