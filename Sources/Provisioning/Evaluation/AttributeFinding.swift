public import Text
import SCIM

/// What an app was seen to do with an attribute that usher sends: it does not keep it, or puts a
/// value of its own in its place. One finding is for the whole app.
///
/// It counts once several accounts showed it, each read back with a GET, and is forgotten with the
/// first account that shows the value that was sent. Until then an account that did not take a value
/// is not sent the same value again, and others are.
public struct AttributeFinding: Sendable, Hashable {
  /// How many different accounts have to show it before it counts for the app.
  public static let accountsNeeded = 3
  /// How many accounts are kept as evidence: the first ones and the latest.
  static let accountsKept = 5

  /// The SCIM path, as the parameter names it.
  public var path: String
  /// The accounts that showed it, each once, oldest first.
  public var evidence: [Evidence]

  /// One account that showed it.
  public struct Evidence: Sendable, Hashable {
    /// The id of the account in the app.
    public var account: String
    /// Its userName; empty where an earlier version of usher noted it and did not say whose it was.
    public var name: String
    /// The value that was sent.
    public var sent: JSONValue?
    /// The value that the app showed afterwards; `nil` for none.
    public var shown: JSONValue?
    /// When it was read, in seconds since 1970.
    public var at: Double

    /// What one account showed.
    public init(account: String, name: String, sent: JSONValue?, shown: JSONValue?, at: Double) {
      self.account = account
      self.name = name
      self.sent = sent
      self.shown = shown
      self.at = at
    }
  }

  /// A finding with this evidence.
  public init(path: String, evidence: [Evidence]) {
    self.path = path
    self.evidence = evidence
  }

  /// Whether it counts for the whole app, so that plans leave the attribute out.
  public var isLearned: Bool { evidence.count >= Self.accountsNeeded }

  /// Whether the app shows a value of its own instead of none.
  public var isComputed: Bool {
    evidence.contains { $0.shown.map { !$0.isUnassigned } ?? false }
  }

  /// Whether anything is ever learned of an attribute. Nothing is of `active`: a suspension is sent
  /// until it holds, whatever another account made of one.
  public static func canBeLearned(_ path: String) -> Bool {
    guard let path = AttributePath.known(path) else { return false }
    let isCore = path.schema.map { $0.lowercased() == Schema.user.id.lowercased() } ?? true
    return !(isCore && path.attribute.lowercased() == "active")
  }

  /// Whether what an app shows is what was sent in a form of the app's own: with a prefix, in lower
  /// case, without marks, or cut off. Then it takes the attribute, and another value is worth sending.
  public static func isForm(_ shown: JSONValue, of sent: JSONValue) -> Bool {
    guard let shown = folded(shown), let sent = folded(sent) else { return false }
    return shown.contains(sent) || sent.hasPrefix(shown)
  }

  private static func folded(_ value: JSONValue) -> String? {
    let text = value.scalarText?.lowercased().filter { $0.isLetter || $0.isNumber }
    return text.flatMap { $0.isEmpty ? nil : $0 }
  }

  /// The finding after one more account was read back.
  ///
  /// - Parameters:
  ///   - path: the attribute that was sent.
  ///   - kept: whether the account shows what was sent.
  ///   - seen: the account.
  ///   - before: what was found so far; `nil` for nothing.
  /// - Returns: `nil` where nothing is found any more.
  public static func after(
    _ path: String, kept: Bool, _ seen: Evidence, _ before: AttributeFinding?
  ) -> AttributeFinding? {
    guard !kept, canBeLearned(path) else { return nil }
    var finding = before ?? AttributeFinding(path: path, evidence: [])
    finding.evidence.removeAll { $0.account == seen.account }
    if finding.evidence.count == accountsKept { finding.evidence.removeLast() }
    finding.evidence.append(seen)
    return finding
  }
}

// MARK: As it is stored

extension AttributeFinding {
  /// The evidence as it is stored.
  public var json: JSONValue {
    .array(
      evidence.map { seen in
        [
          "account": .string(seen.account), "name": .string(seen.name),
          "sent": seen.sent ?? .null, "shown": seen.shown ?? .null, "at": .number(seen.at),
        ]
      })
  }

  /// A finding as it was stored; `nil` where it cannot be read.
  public init?(path: String, json: JSONValue) {
    guard let list = json.array else { return nil }
    var evidence: [Evidence] = []
    for seen in list {
      guard let account = seen["account"]?.string, let name = seen["name"]?.string,
        let at = seen["at"].flatMap(Self.seconds)
      else { return nil }
      evidence.append(
        Evidence(
          account: account, name: name, sent: Self.value(seen["sent"]),
          shown: Self.value(seen["shown"]), at: at))
    }
    self.init(path: path, evidence: evidence)
  }

  private static func seconds(_ json: JSONValue) -> Double? {
    switch json {
    case .integer(let value): Double(value)
    case .number(let value): value
    case .null, .bool, .string, .array, .object: nil
    }
  }

  private static func value(_ json: JSONValue?) -> JSONValue? { json == .null ? nil : json }
}
