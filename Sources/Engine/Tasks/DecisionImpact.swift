public import Provisioning

/// What a decision would touch, and how it is asked for.
public struct DecisionImpact: Sendable, Hashable {
  /// How many tasks.
  public var count: Int
  /// The accounts that it lets be deleted.
  public var deletions: NameTally
  /// The accounts that it lets be suspended.
  public var suspensions: NameTally
  /// The other tasks, each with its action.
  public var others: NameTally
  /// The tasks that were seen: no other one is decided about.
  public var seen: SeenTasks
  /// What cannot be undone, where anything is deleted; several apps may differ.
  public var warnings: [String]
  /// How it is asked for.
  public var question: DecisionWeight.Question

  /// An impact; by default on nothing.
  public init(
    count: Int = 0, deletions: NameTally = NameTally(), suspensions: NameTally = NameTally(),
    others: NameTally = NameTally(), seen: SeenTasks = [], warnings: [String] = [],
    question: DecisionWeight.Question = .none
  ) {
    self.count = count
    self.deletions = deletions
    self.suspensions = suspensions
    self.others = others
    self.seen = seen
    self.warnings = warnings
    self.question = question
  }

  /// How many of the tasks delete or suspend an account.
  public var destructive: Int { deletions.count + suspensions.count }

  /// Counts a task.
  public mutating func add(_ task: ProvisioningTask, by decision: Decision) {
    add(TaskOutline(task), by: decision)
  }

  /// Counts a task.
  mutating func add(_ task: TaskOutline, by decision: Decision) {
    count += 1
    guard decision.letsGo(task.status), task.action.isDestructive else {
      return others.add("\(task.action.rawValue) \(task.name)")
    }
    seen.destructive.insert(task.id)
    if task.action == .delete { deletions.add(task.name) } else { suspensions.add(task.name) }
  }

  /// What it touches, a line each: first what cannot be undone, then every deletion and suspension,
  /// then the rest.
  ///
  /// - Parameter limit: how many names of deletions and of suspensions stand there at most.
  public func lines(upTo limit: Int = 20) -> [String] {
    var lines = warnings
    if deletions.count > 0 {
      lines.append("\(deletions.count) delete: \(deletions.words(upTo: limit))")
    }
    if suspensions.count > 0 {
      lines.append("\(suspensions.count) suspend: \(suspensions.words(upTo: limit))")
    }
    if others.count > 0 {
      lines.append(
        destructive > 0 ? "\(others.count) others: \(others.words)" : others.words)
    }
    return lines
  }
}

extension Decision {
  /// Whether the decision lets the task run: one that was ignored only comes back as pending.
  public func letsGo(_ task: ProvisioningTask) -> Bool { letsGo(task.status) }

  /// Whether the decision lets a task run that stands so.
  func letsGo(_ status: TaskStatus) -> Bool {
    switch self {
    case .approve: status == .pending
    case .ignore: false
    case .retry: status == .failed
    }
  }
}
