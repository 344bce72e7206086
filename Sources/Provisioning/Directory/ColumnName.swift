/// Names of columns and attributes, as they are compared.
public enum ColumnName {
  /// What is compared of a name: no case, no white space, no `_`, `-` or `.`.
  ///
  /// `E-mail`, `e_mail` and `EMAIL` are one name.
  public static func folded(_ name: String) -> String {
    guard name.utf8.allSatisfy({ $0 < 0x80 }) else {
      return String(name.lowercased().filter { !$0.isWhitespace && !"_-.".contains($0) })
    }
    let kept = name.utf8.lazy.filter { $0 > 0x20 && $0 != 0x5F && $0 != 0x2D && $0 != 0x2E }
    return String(
      decoding: kept.map { 0x41 <= $0 && $0 <= 0x5A ? $0 + 0x20 : $0 }, as: UTF8.self)
  }

  /// Whether two names are one.
  public static func areSame(_ one: String, _ other: String) -> Bool {
    // Without a copy of what nearly always is ASCII: attributes are looked up for every user and rule.
    var (mine, theirs) = (one.utf8.makeIterator(), other.utf8.makeIterator())
    while true {
      let (first, second) = (next(of: &mine), next(of: &theirs))
      if first ?? 0 >= 0x80 || second ?? 0 >= 0x80 { return folded(one) == folded(other) }
      guard first == second else { return false }
      if first == nil { return true }
    }
  }

  /// The next byte that counts, in lower case; `nil` at the end.
  private static func next(of bytes: inout String.UTF8View.Iterator) -> UInt8? {
    while let byte = bytes.next() {
      switch byte {
      case ...0x20, UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."): continue
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): return byte | 0x20
      default: return byte
      }
    }
    return nil
  }
}
