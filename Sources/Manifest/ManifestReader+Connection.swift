import Provisioning
import SCIM
import Yams

extension ManifestReader {
  private static let connectionKeys = [
    "base_url", "token", "enabled", "timeout", "concurrency", "rate_limit", "members_per_patch",
    "visibility_window", "ca_file", "environment", "match",
  ]

  /// The settings under `connection`.
  mutating func connection(_ node: Node) -> ConnectionSettings? {
    guard let fields = fields(node, of: "`connection`", known: Self.connectionKeys) else {
      return nil
    }
    var settings = ConnectionSettings(baseURL: "")
    if let node = required("base_url", in: fields, of: "`connection`"),
      let url = value(node, of: "`base_url`", BaseURL.check)
    {
      settings.baseURL = url
    }
    settings.token = fields["token"].flatMap { token($0) }
    settings.enabled = fields["enabled"].flatMap { bool($0, of: "`enabled`") }
    settings.timeout = fields["timeout"].flatMap {
      value($0, of: "`timeout`", Quantity.duration)
    }
    settings.concurrency = fields["concurrency"].flatMap {
      integer($0, of: "`concurrency`", in: 1...256)
    }
    settings.rateLimit = fields["rate_limit"].flatMap {
      value($0, of: "`rate_limit`", Quantity.pace)
    }
    settings.membersPerPatch = fields["members_per_patch"].flatMap {
      integer($0, of: "`members_per_patch`", in: 1...10_000)
    }
    settings.visibilityWindow = fields["visibility_window"].flatMap {
      value($0, of: "`visibility_window`", Quantity.window)
    }
    settings.caFile = fields["ca_file"].flatMap { text($0, of: "`ca_file`") }
    settings.environment = fields["environment"].flatMap {
      word($0, of: "`environment`", among: AppEnvironment.allCases)
    }
    settings.match = fields["match"].flatMap { match($0) }
    return settings
  }

  /// The attributes that find an account, each a path without conditions.
  private mutating func match(_ node: Node) -> [String]? {
    guard node.sequence != nil else {
      fail(node, "`match` must be a list of app attributes; write `[userName, externalId]`")
      return nil
    }
    var found: [String] = []
    for element in elements(node, of: "`match`", allowsNull: false) {
      guard let text = text(element, of: "an element of `match`") else { continue }
      guard let path = try? AttributePath(parsing: text), path.filter == nil else {
        fail(element, "'\(text)' is not an app attribute; write userName, externalId or emails")
        continue
      }
      if found.contains(where: { MatchAttribute($0) == MatchAttribute(text) }) {
        fail(element, "'\(text)' appears twice in `match`")
        continue
      }
      found.append(text)
    }
    if found.isEmpty, elements(node, of: "`match`", allowsNull: false).isEmpty {
      fail(node, "`match` names no attribute, so no account would be found; name userName at least")
    }
    return found
  }

  // MARK: The token

  // No error here repeats a value: someone may have put the token itself where its place belongs.

  /// Where a secret is.
  ///
  /// - Parameter key: the key under which this stands.
  mutating func token(_ node: Node, as key: String = "token") -> TokenSource? {
    guard node.scalar == nil else {
      fail(
        node,
        Self.isNull(node)
          ? "`\(key)` does not say where the \(key) is; write `{ env: NAME }`, or remove the key"
          : "a \(key) must not be in the file; keep it elsewhere and write `{ env: NAME }`, "
            + "`{ file: PATH }`, `{ command: […] }` or `{ credential: NAME }`")
      return nil
    }
    let sources = ["env", "file", "command", "credential"]
    guard let fields = fields(node, of: "`\(key)`", known: sources) else { return nil }
    guard fields.names.count == 1, let source = fields.names.first, let value = fields[source]
    else {
      fail(node, "`\(key)` needs exactly one of `env`, `file`, `command` and `credential`")
      return nil
    }
    return source == "command" ? command(value) : place(value, in: source, key)
  }

  private mutating func place(_ node: Node, in source: String, _ key: String) -> TokenSource? {
    guard let text = text(node, of: "`\(source)`") else { return nil }
    switch source {
    case "env":
      if Self.isVariable(text) { return .environment(text) }
      fail(
        node,
        "`env` needs the name of an environment variable (letters, digits and _), "
          + "not the \(key) itself")
    case "credential":
      if !text.contains("/"), text != ".", text != ".." { return .credential(text) }
      fail(node, "`credential` needs the name of a credential, not a path")
    default: return .file(text)
    }
    return nil
  }

  private mutating func command(_ node: Node) -> TokenSource? {
    guard node.sequence != nil else {
      fail(
        node, "`command` must be a list of the program and its arguments; write `[pass, show, …]`")
      return nil
    }
    let nodes = elements(node, of: "`command`", allowsNull: false)
    let words = nodes.compactMap { text($0, of: "a word of `command`", mayBeEmpty: true) }
    guard words.count == nodes.count else { return nil }
    guard let program = words.first, !program.isEmpty else {
      fail(node, "`command` names no program; write `[pass, show, …]`")
      return nil
    }
    return .command(words)
  }

  private static func isVariable(_ name: String) -> Bool {
    guard let first = name.utf8.first, !(0x30...0x39).contains(first) else { return false }
    return name.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
        true
      default: false
      }
    }
  }
}
