public import Provisioning

/// What the last evaluation of a user for an app came to.
public struct AssignmentRecord: Sendable, Hashable {
  /// The app.
  public var app: AppID
  /// The user.
  public var user: UserID
  /// The mapping version under which the user was evaluated; 0: never.
  public var version: Int
  /// Whether the user should have an account, and if not, why.
  public var outcome: Outcome
  /// The rule, the attributes: what the outcome refers to.
  public var detail: String
  /// What the account should be, where there should be one.
  public var desired: DesiredAccount?
  /// When it may come out otherwise although nothing changes but the time, in seconds since 1970;
  /// `nil` for never.
  public var dueAt: Double?
  /// Whether the user changed since and was not evaluated again.
  public var isDirty: Bool
  /// The Unix users who changed the user since.
  public var changedBy: [String]
  /// The task on the account that is open, or the last one.
  public var task: TaskID?
  /// The task that an admin decided against, until what is desired changes.
  public var ignoredTask: TaskID?

  /// The userName under which an account may have been made, while it is not known whether it was.
  public var unsettled: String?
  /// When that account may have been made, in seconds since 1970.
  public var unsettledAt: Double?

  /// A user who was never evaluated.
  public init(app: AppID, user: UserID) {
    self.app = app
    self.user = user
    version = 0
    outcome = .noAccess
    detail = ""
    isDirty = false
    changedBy = []
  }
}
