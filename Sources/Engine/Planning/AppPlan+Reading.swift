import Provisioning

extension AppPlan {
  /// Whether reapply would change nothing at all.
  public var isEmpty: Bool { tally.total == 0 && withdrawn.isEmpty }

  /// The changes that have no task yet.
  public func fresh(_ scope: ReapplyScope) -> [PlannedChange] {
    changes.filter { change in
      change.task.id == 0 && (scope == .everything || change.task.action.resource == .group)
    }
  }

  /// Who would be deleted and suspended, a line for each action, with as many names as said.
  public static func destructiveLines(_ changes: [PlannedChange], upTo limit: Int) -> [String] {
    [TaskAction.delete, .suspend].compactMap { action in
      let names = NameTally(changes.filter { $0.task.action == action }.map(\.task.name))
      return names.count == 0
        ? nil : "\(names.count) \(action.rawValue): \(names.words(upTo: limit))"
    }
  }
}
