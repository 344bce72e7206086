/// What a decision about tasks allows, as far as that decides how it is asked for. Every door asks by
/// it: the console and the command line.
public struct DecisionWeight: Sendable, Hashable {
  /// How a decision is asked for.
  public enum Question: Sendable, Hashable {
    /// It is made at once.
    case none
    /// It is made after a yes.
    case confirm
    /// It is made after exactly this number of deletions and suspensions was given; a yes does not do.
    case number(Int)
  }

  /// How many tasks it is about.
  public var tasks: Int
  /// How many deletions and suspensions it allows.
  public var destructive: Int
  /// How many members the largest of the group changes has that it allows.
  public var members: Int
  /// Whether each task was named by its id, rather than matched or marked.
  public var isByName: Bool

  /// A weight.
  public init(tasks: Int, destructive: Int, members: Int = 0, isByName: Bool = false) {
    self.tasks = tasks
    self.destructive = destructive
    self.members = members
    self.isByName = isByName
  }

  /// How it is asked for.
  ///
  /// - Parameter isOverLimit: whether the deletions and suspensions are over the limits of an app.
  public func question(isOverLimit: Bool) -> Question {
    if destructive > 0 { return isOverLimit ? .number(destructive) : .confirm }
    if isByName { return .none }
    return tasks > 1 || members > 1 ? .confirm : .none
  }
}

extension SafetyLimits {
  /// Whether so many deletions and suspensions need their number when they are decided together.
  ///
  /// - Parameter active: the app's known active accounts.
  public func asksNumber(for destructive: Int, of active: Int) -> Bool {
    stop(destructive, of: max(active, destructive))
  }
}
