public import Text
import SCIM

/// Whether an account that an app shows under another userName than was sent is the one that was
/// sent: an app may name accounts in its own way, and a proxy may mix answers up.
public enum AccountLikeness: Sendable, Hashable {
  /// It shows a value that was sent for this person alone.
  case same
  /// It shows another person's value at this path.
  case other(String)
  /// It shows nothing by which to tell.
  case unknown

  /// Compares what was sent with what is shown.
  public init(sent: JSONValue, shown: JSONValue) {
    var isSame = false
    for path in ["externalId", "\(Self.enterprise):employeeNumber"] {
      guard let attribute = AttributePath.known(path),
        let mine = Self.text(sent.value(at: attribute)),
        let theirs = Self.text(shown.value(at: attribute))
      else { continue }
      guard mine.lowercased() == theirs.lowercased() else {
        self = .other(path)
        return
      }
      isSame = true
    }
    for path in ["emails", "phoneNumbers"] {
      let mine = Self.values(sent, path)
      let theirs = Self.values(shown, path)
      guard !mine.isEmpty, !theirs.isEmpty else { continue }
      if !mine.isDisjoint(with: theirs) {
        isSame = true
      } else if path == "emails" {
        self = .other(path)
        return
      }
    }
    switch Self.names(sent, shown) {
    case true?: isSame = true
    case false? where !isSame:
      self = .other("name")
      return
    case false?, nil: break
    }
    if !isSame, let mine = Self.text(sent["userName"]), let theirs = Self.text(shown["userName"]) {
      isSame = Self.isDerived(theirs, from: mine)
    }
    self = isSame ? .same : .unknown
  }

  /// Whether a name is another one with a prefix, a suffix, or other marks between its words, as
  /// `CORP/ada` and `ada_acme` are of `ada@x.example`.
  static func isDerived(_ shown: String, from sent: String) -> Bool {
    let local = sent.split(separator: "@", maxSplits: 1).first.map(String.init) ?? sent
    let mine = words(local)
    let theirs = words(shown)
    guard !mine.isEmpty, mine.count <= theirs.count else { return false }
    return (0...(theirs.count - mine.count)).contains { start in
      Array(theirs[start..<start + mine.count]) == mine
    }
  }

  private static let enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

  private static func words(_ text: String) -> [String] {
    text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
  }

  private static func text(_ value: JSONValue?) -> String? {
    value?.scalarText.flatMap { $0.isEmpty ? nil : $0 }
  }

  /// The values of a list, also where they stand in it as bare texts.
  private static func values(_ account: JSONValue, _ path: String) -> Set<String> {
    Set((account[path]?.array ?? []).compactMap { text($0["value"] ?? $0)?.lowercased() })
  }

  /// Whether given and family name agree; `nil` where one of them is not shown or was not sent.
  private static func names(_ sent: JSONValue, _ shown: JSONValue) -> Bool? {
    let parts = ["givenName", "familyName"].compactMap { part -> Bool? in
      guard let mine = text(sent["name"]?[part]), let theirs = text(shown["name"]?[part]) else {
        return nil
      }
      return mine.lowercased() == theirs.lowercased()
    }
    guard parts.count == 2 else { return nil }
    if parts.allSatisfy({ $0 }) { return true }
    return parts.contains(true) ? nil : false
  }
}
