import Provisioning
import SCIM
import Yams

/// Reads what stands under `connection`.
struct ConnectionReader {
  let nodes: NodeReader

  private static let connectionKeys = [
    "base_url", "token", "enabled", "timeout", "concurrency", "rate_limit", "members_per_patch",
    "visibility_window", "ca_file", "environment", "match",
  ]

  /// The settings under `connection`.
  func connection(_ node: Node) -> ConnectionSettings? {
    guard let fields = nodes.fields(node, of: "`connection`", known: Self.connectionKeys) else {
      return nil
    }
    var settings = ConnectionSettings(baseURL: "")
    if let node = nodes.required("base_url", in: fields, of: "`connection`"),
      let url = nodes.value(node, of: "`base_url`", BaseURL.check)
    {
      settings.baseURL = url
    }
    settings.token = fields["token"].flatMap { TokenReader(nodes: nodes).token($0) }
    settings.enabled = fields["enabled"].flatMap { nodes.bool($0, of: "`enabled`") }
    settings.timeout = fields["timeout"].flatMap {
      nodes.value($0, of: "`timeout`", Quantity.duration)
    }
    settings.concurrency = fields["concurrency"].flatMap {
      nodes.integer($0, of: "`concurrency`", in: 1...256)
    }
    settings.rateLimit = fields["rate_limit"].flatMap {
      nodes.value($0, of: "`rate_limit`", Quantity.pace)
    }
    settings.membersPerPatch = fields["members_per_patch"].flatMap {
      nodes.integer($0, of: "`members_per_patch`", in: 1...10_000)
    }
    settings.visibilityWindow = fields["visibility_window"].flatMap {
      nodes.value($0, of: "`visibility_window`", Quantity.window)
    }
    settings.caFile = fields["ca_file"].flatMap { nodes.text($0, of: "`ca_file`") }
    settings.environment = fields["environment"].flatMap {
      nodes.word($0, of: "`environment`", among: AppEnvironment.allCases)
    }
    settings.match = fields["match"].flatMap { match($0) }
    return settings
  }

  /// The attributes that find an account, each a path without conditions.
  private func match(_ node: Node) -> [String]? {
    guard node.sequence != nil else {
      nodes.fail(node, "`match` must be a list of app attributes; write `[userName, externalId]`")
      return nil
    }
    var found: [String] = []
    for element in nodes.elements(node, of: "`match`", allowsNull: false) {
      guard let text = nodes.text(element, of: "an element of `match`") else { continue }
      guard let path = try? AttributePath(parsing: text), path.filter == nil else {
        nodes.fail(
          element, "'\(text)' is not an app attribute; write userName, externalId or emails")
        continue
      }
      if found.contains(where: { MatchAttribute($0) == MatchAttribute(text) }) {
        nodes.fail(element, "'\(text)' appears twice in `match`")
        continue
      }
      found.append(text)
    }
    if found.isEmpty, nodes.elements(node, of: "`match`", allowsNull: false).isEmpty {
      nodes.fail(
        node, "`match` names no attribute, so no account would be found; name userName at least")
    }
    return found
  }
}
