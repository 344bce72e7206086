public import Provisioning

/// What counts towards the limits of an app: deletions, suspensions and removals from groups that nobody
/// let go knowing the number, and that were not ignored or superseded.
public protocol LimitStore {
  /// The deletions and suspensions of an app that count towards its limits.
  ///
  /// - Parameter since: from when on those count that are not open any more; `nil` for none.
  func destructiveCount(_ app: AppID, since: Double?) throws -> DestructiveCount

  /// How many of these tasks are open and count towards the limits.
  func destructiveCount(of tasks: [TaskID]) throws -> Int

  /// Notes that an admin let go, knowing the number, whatever counts towards the limits of an app:
  /// it does not count again.
  func acceptDestructive(_ app: AppID, since: Double?) throws

  /// The same for these tasks alone, as far as they are open.
  ///
  /// - Returns: how many of them counted.
  func acceptDestructive(_ tasks: [TaskID]) throws -> Int

  /// Lets a task that takes the place of another one count as that one did.
  func moveAcceptance(from old: TaskID, to new: TaskID) throws

  /// The removals of an app by group.
  ///
  /// - Parameter since: from when on those count that are not open any more; `nil` for none.
  func removals(_ app: AppID, since: Double?) throws -> [GroupID: RemovalCount]

  /// How many members these tasks are still to take out, as far as they count.
  func removalCount(of tasks: [TaskID]) throws -> Int

  /// Notes that an admin let go, knowing the number, whatever counts towards the limits of an app.
  func acceptRemovals(_ app: AppID, since: Double?) throws

  /// The same for these tasks alone, as far as they are open.
  func acceptRemovals(_ tasks: [TaskID]) throws

  /// Whether an admin let this task go knowing the number.
  func isAccepted(_ task: TaskID) throws -> Bool

  /// How many users usher knows to be in a group and manages there.
  func managedMembers(_ group: GroupID) throws -> Int

  /// The same for all groups of an app together.
  func managedMembers(of app: AppID) throws -> Int
}

/// How many members are taken out of one group.
public struct RemovalCount: Sendable, Hashable {
  /// Those whose task is pending or approved, however old.
  public var open = 0
  /// Those whose task was filed within the window and is under way, failed or done.
  public var recent = 0
  /// How many of the recent ones are out.
  public var done = 0

  /// None.
  public init() {}
}
