import Engine

extension Effect {
  /// What is asked for one after the other.
  var lane: String? {
    switch self {
    case .loadApps: "apps"
    case .loadNeeds: "needs"
    case .tallyValue: "tally"
    case .tallyConditions: "conditions"
    case .loadTasks, .loadTasksBy: "tasks"
    case .loadTask: "task"
    case .loadUsers: "users"
    case .loadUser: "user"
    case .loadRoles: "roles"
    case .loadSources: "sources"
    case .loadAttributes: "attributes"
    case .loadGroups: "groups"
    case .loadSample: "sample"
    case .loadAudit: "audit"
    default: nil
    }
  }

  /// Whether it reads rows of a list.
  var isOfRows: Bool {
    switch self {
    case .loadTasks, .loadTasksBy, .loadUsers, .loadAudit: true
    default: false
    }
  }

  /// Whether a person asked to go somewhere: a refresh must not take its place.
  var isJump: Bool {
    switch self {
    case .loadTasks(_, let place), .loadUsers(_, _, let place), .loadAudit(_, let place):
      place.isJump
    default: false
    }
  }

  func isOfSameList(as other: Effect) -> Bool {
    switch (self, other) {
    case (.loadTasks(let a, _), .loadTasks(let b, _)): a == b
    case (.loadUsers(let a, let role, _), .loadUsers(let b, let other, _)): a == b && role == other
    case (.loadAudit(let a, _), .loadAudit(let b, _)): a == b
    default: false
    }
  }
}

extension ListPlace {
  /// Whether it is somewhere else than what is seen.
  fileprivate var isJump: Bool {
    switch self {
    case .from: false
    case .first, .last, .below, .above: true
    }
  }
}
