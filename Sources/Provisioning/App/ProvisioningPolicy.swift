/// What is provisioned, what waits for an admin, and what becomes of leavers.
public struct ProvisioningPolicy: Sendable, Hashable, Codable {
  /// Whether changes in the directory file tasks at all.
  public var enabled: Bool
  /// The kinds of change that wait as pending until an admin decides.
  public var approve: Set<ApprovalKind>
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
    whenDeleted: LeaverAction = .suspend, whenSuspended: LeaverAction = .suspend,
    limits: SafetyLimits = SafetyLimits()
  ) {
    self.enabled = enabled
    self.approve = approve
    self.whenDeleted = whenDeleted
    self.whenSuspended = whenSuspended
    self.limits = limits
  }
}

extension ProvisioningPolicy {
  /// Writes the policy; a set has no order, so the kinds are written in that of their names: the
  /// same policy is always the same text.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(enabled, forKey: .enabled)
    try container.encode(approve.sorted { $0.rawValue < $1.rawValue }, forKey: .approve)
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
