/// What is provisioned, what waits for an admin, and what becomes of leavers.
public struct ProvisioningPolicy: Sendable, Hashable, Codable {
  /// Whether changes in the directory file tasks at all.
  public var enabled: Bool
  /// The kinds of change that wait as pending until an admin decides.
  public var approve: Set<ApprovalKind>
  /// Who decides about what waits.
  public var approvals: ApprovalRights
  /// What becomes of the account of a user who was deleted or lost access.
  public var whenDeleted: LeaverAction
  /// What becomes of the account of a user who was suspended: `.suspend` or `.nothing`.
  public var whenSuspended: LeaverAction
  /// How many accounts one plan may delete or suspend.
  public var limits: SafetyLimits

  /// A policy; by default nothing is provisioned, everything waits for an admin, leavers and
  /// suspended users are suspended.
  public init(
    enabled: Bool = false, approve: Set<ApprovalKind> = Set(ApprovalKind.allCases),
    approvals: ApprovalRights = ApprovalRights(), whenDeleted: LeaverAction = .suspend,
    whenSuspended: LeaverAction = .suspend,
    limits: SafetyLimits = SafetyLimits()
  ) {
    self.enabled = enabled
    self.approve = approve
    self.approvals = approvals
    self.whenDeleted = whenDeleted
    self.whenSuspended = whenSuspended
    self.limits = limits
  }
}

extension ProvisioningPolicy {
  private enum CodingKeys: String, CodingKey {
    case enabled, approve, approvals, whenDeleted, whenSuspended, limits
  }

  /// Reads a policy; one that was written before there were rights gives them to everyone.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    enabled = try container.decode(Bool.self, forKey: .enabled)
    approve = try container.decode(Set<ApprovalKind>.self, forKey: .approve)
    approvals =
      try container.decodeIfPresent(ApprovalRights.self, forKey: .approvals) ?? ApprovalRights()
    whenDeleted = try container.decode(LeaverAction.self, forKey: .whenDeleted)
    whenSuspended = try container.decode(LeaverAction.self, forKey: .whenSuspended)
    limits = try container.decode(SafetyLimits.self, forKey: .limits)
  }

  /// Writes the policy; a set has no order, so the kinds are written in that of their names: the
  /// same policy is always the same text.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(enabled, forKey: .enabled)
    try container.encode(approve.sorted { $0.rawValue < $1.rawValue }, forKey: .approve)
    try container.encode(approvals, forKey: .approvals)
    try container.encode(whenDeleted, forKey: .whenDeleted)
    try container.encode(whenSuspended, forKey: .whenSuspended)
    try container.encode(limits, forKey: .limits)
  }
}

/// A kind of change that an admin can ask to approve.
public enum ApprovalKind: String, Sendable, Hashable, Codable, CaseIterable {
  case create
  case update
  case delete
  case groups
}

/// What becomes of an account whose user may no longer have it.
public enum LeaverAction: String, Sendable, Hashable, Codable, CaseIterable {
  case delete
  case suspend
  case nothing
}
