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
    one == other || folded(one) == folded(other)
  }
}
