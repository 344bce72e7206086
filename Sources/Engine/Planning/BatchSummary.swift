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
  /// How many users' accounts could be computed.
  public var computed = 0
  /// The users whose accounts cannot be computed: nothing is filed or withdrawn for them.
  public var impossible = ImpossibleAccounts()
  /// How many users cannot have a unique value, because it is another one's.
  public var conflicted = 0
  /// How many of them are kept.
  static let mostConflicts = 1_000
  /// The first of them, by key of the user.
  public var conflicts: [ValueConflict] = []
  /// The open tasks that are withdrawn, since nothing asks for them any more.
  public var withdrawn = NameTally()
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

  /// Whether it is no success: a value is wrong, or no account could be computed at all. That single
  /// users lack a value is ordinary.
  public var isFailure: Bool {
    impossible.hasWrongValue || impossible.users > 0 && computed == 0
  }

  /// Nothing yet.
  public init() {}
}
