public import Provisioning

/// What the evaluation of some users came to.
public struct BatchSummary: Sendable, Hashable {
  /// How many users were evaluated.
  public var users = 0
  /// How many tasks were filed, by action.
  public var filed: [TaskAction: Int] = [:]
  /// How many of them wait for an admin.
  public var pending = 0
  /// How many open tasks stayed as they were.
  public var kept = 0
  /// How many changes an admin decided against before.
  public var ignored = 0
  /// How many users lack a value that the app requires.
  public var incomplete = 0
  /// How many users cannot have a unique value, because it is another one's.
  public var conflicted = 0
  /// The first of them, by key of the user.
  public var conflicts: [ValueConflict] = []
  /// Groups that rules name, that the app does not have and no rule may create.
  public var missingGroups: Set<String> = []
  /// Deletions and suspensions that were not there before.
  public var destructive = 0
  /// Memberships that are ended and were not before.
  public var removals = 0
  /// What a saved plan held and is no longer so.
  public var moved: [String] = []

  /// How many tasks were filed.
  public var total: Int { filed.values.reduce(0, +) }

  /// Nothing yet.
  public init() {}
}
