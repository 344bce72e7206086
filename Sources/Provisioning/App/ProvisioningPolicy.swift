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

/// The blast radius: a plan that deletes or suspends more than this stops as a whole.
public struct SafetyLimits: Sendable, Hashable, Codable {
  /// The most accounts one plan may delete or suspend; `nil` for the default, 50.
  public var deletions: Int?
  /// The largest share of the app's known active accounts, 0 to 1; `nil` for the default.
  public var share: Double?

  /// The most deletions where the admin named no number.
  public static let defaultDeletions = 50
  /// The largest share where the admin named none. It stops no plan of ten changes or fewer: with a
  /// handful of accounts each leaver would exceed it.
  public static let defaultShare = 0.1
  /// What the default share lets pass at any size.
  public static let defaultShareFloor = 10

  /// Limits.
  public init(deletions: Int? = nil, share: Double? = nil) {
    self.deletions = deletions
    self.share = share
  }

  /// Whether a plan with this many deletions and suspensions must stop.
  ///
  /// - Parameters:
  ///   - count: the deletions and suspensions of the plan.
  ///   - activeAccounts: the app's known active accounts.
  public func stop(_ count: Int, of activeAccounts: Int) -> Bool {
    if count == 0 { return false }
    if count > deletions ?? Self.defaultDeletions { return true }
    guard let share else {
      return count > Self.defaultShareFloor
        && Double(count) > Self.defaultShare * Double(activeAccounts)
    }
    return Double(count) > share * Double(activeAccounts)
  }
}
