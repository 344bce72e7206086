/// Who may decide about an app's tasks.
public struct ApprovalRights: Sendable, Hashable, Codable {
  /// Unix users, and with an `@` before them Unix groups, who may approve, ignore and retry, and lift
  /// limits; empty for whoever may use the store.
  public var by: [String]
  /// Whether whoever caused a change may not approve it: two people are needed.
  public var notByRequester: Bool

  /// Rights; by default everyone has them.
  public init(by: [String] = [], notByRequester: Bool = false) {
    self.by = by
    self.notByRequester = notByRequester
  }

  /// Whether somebody may decide.
  public func admit(_ actor: Actor) -> Bool {
    by.isEmpty
      || by.contains { name in
        name.hasPrefix("@") ? actor.groups.contains(String(name.dropFirst())) : name == actor.login
      }
  }

  /// Whether somebody may approve what these people caused.
  public func admit(_ actor: Actor, causedBy requesters: [String]) -> Bool {
    !notByRequester || !requesters.contains(actor.login)
  }
}

extension ProvisioningPolicy {
  /// Whether another policy lets more go than this one: somebody else decides, fewer people or
  /// kinds of change are waited for, or a limit is wider.
  public func isWeakened(by other: ProvisioningPolicy) -> Bool {
    let isWider =
      !approvals.by.isEmpty
      && (other.approvals.by.isEmpty || !Set(other.approvals.by).isSubset(of: approvals.by))
    return isWider || approvals.notByRequester && !other.approvals.notByRequester
      || !approve.isSubset(of: other.approve) || limits.isWidened(by: other.limits)
  }

  /// Whether another policy says something else about who and what is asked.
  public func isAsStrict(as other: ProvisioningPolicy) -> Bool {
    approvals == other.approvals && approve == other.approve && limits == other.limits
  }
}

extension SafetyLimits {
  /// Whether other limits let more go.
  func isWidened(by other: SafetyLimits) -> Bool {
    other.deletions ?? Self.defaultDeletions > deletions ?? Self.defaultDeletions
      || other.share ?? Self.defaultShare > share ?? Self.defaultShare
      || other.share == nil && share != nil
      || other.memberships ?? Self.defaultMemberships > memberships ?? Self.defaultMemberships
      || other.memberships == nil && memberships != nil
      || other.window ?? Self.defaultWindow < window ?? Self.defaultWindow
  }
}
