import Text
import Provisioning
import Yams

extension ManifestReader {
  private static let appKeys = [
    "name", "template", "connection", "provisioning", "roles", "parameters", "rules",
  ]

  /// An app, and the node of its name.
  mutating func app(_ node: Node) -> (app: AppDefinition, name: Node)? {
    guard let fields = fields(node, of: "an app", known: Self.appKeys) else { return nil }
    let nameNode = required("name", in: fields, of: "the app")
    let connectionNode = required("connection", in: fields, of: "the app")
    let name = nameNode.flatMap { text($0, of: "`name`") }
    let connection = connectionNode.flatMap { self.connection($0) }
    var app = AppDefinition(
      name: name ?? "", connection: connection ?? ConnectionSettings(baseURL: ""))
    if let node = fields["template"], let vendor = template(node) { app.vendor = vendor }
    if let node = fields["provisioning"] { app.provisioning = provisioning(node) }
    if let node = fields["roles"] { app.roles = texts(node, of: "`roles`") }
    if let node = fields["parameters"] { app.parameters = parameters(node) }
    if let node = fields["rules"] { app.rules = rules(node) }
    guard name != nil, let nameNode else { return nil }
    return (app, nameNode)
  }

  private mutating func template(_ node: Node) -> VendorProfile? {
    guard let name = text(node, of: "`template`") else { return nil }
    if let vendor = vendors.named(name) { return vendor }
    let near = vendors.nearest(to: name).map { "did you mean `\($0)`?" }
    let all = "there are " + vendors.names.map { "`\($0)`" }.joined(separator: ", ")
    fail(node, "no template is named \(name.quotedForPeople); \(near ?? all)")
    return nil
  }

  mutating func parameters(_ node: Node) -> [Parameter] {
    if Self.isNull(node) { return [] }
    return assignments(node, of: "`parameters`", takesAccounts: true).map {
      Parameter(path: $0.path, value: $0.value, isAccountOf: $0.isAccountOf)
    }
  }

  // MARK: Provisioning

  private mutating func provisioning(_ node: Node) -> ProvisioningPolicy {
    var policy = ProvisioningPolicy()
    let keys = ["enabled", "approve", "approvals", "when_deleted", "when_suspended", "limits"]
    guard let fields = fields(node, of: "`provisioning`", known: keys) else { return policy }
    if let node = fields["enabled"], let enabled = bool(node, of: "`enabled`") {
      policy.enabled = enabled
    }
    if let node = fields["approve"] { policy.approve = approve(node) }
    if let node = fields["approvals"] { policy.approvals = approvals(node) }
    if let node = fields["when_deleted"],
      let action = word(node, of: "`when_deleted`", among: LeaverAction.allCases)
    {
      policy.whenDeleted = action
    }
    if let node = fields["when_suspended"],
      let action = word(node, of: "`when_suspended`", among: [LeaverAction.suspend, .nothing])
    {
      policy.whenSuspended = action
    }
    if let node = fields["limits"] { policy.limits = limits(node) }
    return policy
  }

  private mutating func approve(_ node: Node) -> Set<ApprovalKind> {
    var kinds: Set<ApprovalKind> = []
    for element in elements(node, of: "`approve`", allowsNull: false) {
      let kind = word(element, of: "an element of `approve`", among: ApprovalKind.allCases)
      if let kind, !kinds.insert(kind).inserted {
        fail(element, "`\(kind.rawValue)` appears twice in `approve`; keep one of the two")
      }
    }
    return kinds
  }

  private mutating func approvals(_ node: Node) -> ApprovalRights {
    var rights = ApprovalRights()
    let keys = ["by", "not_by_requester"]
    guard let fields = fields(node, of: "`approvals`", known: keys) else { return rights }
    if let node = fields["by"] {
      rights.by = texts(node, of: "`by`", allowsNull: false)
      for element in node.sequence ?? [] {
        guard let name = element.scalar?.string, !Self.isUnixName(name) else { continue }
        fail(
          element,
          "\(name.quotedForPeople) is not a Unix user or group; write a user as `ann`, a group as `\"@idm\"`"
        )
      }
    }
    if let node = fields["not_by_requester"],
      let isAsked = bool(node, of: "`not_by_requester`")
    {
      rights.notByRequester = isAsked
    }
    return rights
  }

  private static func isUnixName(_ text: String) -> Bool {
    let name = text.hasPrefix("@") ? text.dropFirst() : text[...]
    return !name.isEmpty && !name.contains { $0.isWhitespace || ",:@/".contains($0) }
  }

  private mutating func limits(_ node: Node) -> SafetyLimits {
    var limits = SafetyLimits()
    let keys = ["deletions", "share", "memberships", "window"]
    guard let fields = fields(node, of: "`limits`", known: keys) else { return limits }
    if let node = fields["deletions"] {
      limits.deletions = integer(node, of: "`deletions`", in: 0...1_000_000_000)
    }
    if let node = fields["share"] { limits.share = value(node, of: "`share`", Quantity.share) }
    if let node = fields["memberships"] {
      limits.memberships = value(node, of: "`memberships`", Quantity.share)
    }
    if let node = fields["window"] { limits.window = value(node, of: "`window`", Quantity.window) }
    return limits
  }
}
