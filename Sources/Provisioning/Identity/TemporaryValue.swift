import Text

/// A value that an account has for a moment, while two accounts swap theirs.
public enum TemporaryValue {
  /// A value that nobody else has: the same for the same account and value, and of the same shape,
  /// since many apps take addresses alone.
  public static func replacing(_ text: String, of account: String) -> String {
    let name = "usher-" + SHA256.hex(Array("\(account)\u{1F}\(text)".utf8)).prefix(12)
    guard let at = text.lastIndex(of: "@") else { return name }
    return name + text[at...]
  }
}
