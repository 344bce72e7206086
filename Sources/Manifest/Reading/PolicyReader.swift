import Provisioning
import Text
import Yams

/// Reads what stands under `provisioning`.
struct PolicyReader {
  let nodes: NodeReader

  func policy(_ node: Node) -> ProvisioningPolicy {
    var policy = ProvisioningPolicy()
    let keys = ["enabled", "approve", "approvals", "when_deleted", "when_suspended", "limits"]
    guard let fields = nodes.fields(node, of: "`provisioning`", known: keys) else { return policy }
    if let node = fields["enabled"], let enabled = nodes.bool(node, of: "`enabled`") {
      policy.enabled = enabled
    }
    if let node = fields["approve"] { policy.approve = approve(node) }
    if let node = fields["approvals"] { policy.approvals = approvals(node) }
    if let node = fields["when_deleted"],
      let action = nodes.word(node, of: "`when_deleted`", among: LeaverAction.allCases)
    {
      policy.whenDeleted = action
    }
    if let node = fields["when_suspended"],
      let action = nodes.word(
        node, of: "`when_suspended`", among: [LeaverAction.suspend, .nothing])
    {
      policy.whenSuspended = action
    }
    if let node = fields["limits"] { policy.limits = limits(node) }
    return policy
  }

  private func approve(_ node: Node) -> Set<ApprovalKind> {
    var kinds: Set<ApprovalKind> = []
    for element in nodes.elements(node, of: "`approve`", allowsNull: false) {
      let kind = nodes.word(element, of: "an element of `approve`", among: ApprovalKind.allCases)
      if let kind, !kinds.insert(kind).inserted {
        nodes.fail(element, "`\(kind.rawValue)` appears twice in `approve`; keep one of the two")
      }
    }
    return kinds
  }

  private func approvals(_ node: Node) -> ApprovalRights {
    var rights = ApprovalRights()
    let keys = ["by", "not_by_requester"]
    guard let fields = nodes.fields(node, of: "`approvals`", known: keys) else { return rights }
    if let node = fields["by"] {
      rights.by = nodes.texts(node, of: "`by`", allowsNull: false)
      for element in node.sequence ?? [] {
        guard let name = element.scalar?.string, !Self.isUnixName(name) else { continue }
        nodes.fail(
          element,
          "\(name.quotedForPeople) is not a Unix user or group; write a user as `ann`, a group as `\"@idm\"`"
        )
      }
    }
    if let node = fields["not_by_requester"],
      let isAsked = nodes.bool(node, of: "`not_by_requester`")
    {
      rights.notByRequester = isAsked
    }
    return rights
  }

  private static func isUnixName(_ text: String) -> Bool {
    let name = text.hasPrefix("@") ? text.dropFirst() : text[...]
    return !name.isEmpty && !name.contains { $0.isWhitespace || ",:@/".contains($0) }
  }

  private func limits(_ node: Node) -> SafetyLimits {
    var limits = SafetyLimits()
    let keys = ["deletions", "share", "memberships", "window"]
    guard let fields = nodes.fields(node, of: "`limits`", known: keys) else { return limits }
    if let node = fields["deletions"] {
      limits.deletions = nodes.integer(node, of: "`deletions`", in: 0...1_000_000_000)
    }
    if let node = fields["share"] {
      limits.share = nodes.value(node, of: "`share`", Quantity.share)
    }
    if let node = fields["memberships"] {
      limits.memberships = nodes.value(node, of: "`memberships`", Quantity.share)
    }
    if let node = fields["window"] {
      limits.window = nodes.value(node, of: "`window`", Quantity.window)
    }
    return limits
  }
}
