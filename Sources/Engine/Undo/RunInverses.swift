import Provisioning
import SCIM

/// Gathers what takes a run back, from its newest task to its oldest.
struct RunInverses {
  let run: RunRecord
  let selection: UserSelection
  let context: PlanContext
  let session: any StoreSession
  /// What is to be pinned, by user and by key.
  private(set) var pins: [UserID: [String: Pin.Kind]] = [:]
  private(set) var impossible: [UndoPlan.Impossible] = []
  private var usernames: Set<String>

  init(
    of run: RunRecord, _ selection: UserSelection, _ context: PlanContext,
    in session: any StoreSession
  ) throws {
    self.run = run
    self.selection = selection
    self.context = context
    self.session = session
    usernames = Set(
      try selection.usernames.map {
        try session.anyone(named: $0).user.username.lowercased()
      })
    try gather()
  }

  private mutating func gather() throws {
    var before: TaskID?
    while true {
      let tasks = try session.runs.tasks(
        of: run.id, before: before, limit: StorePage.size)
      guard let last = tasks.last else { break }
      before = last.id
      try add(tasks)
    }
    // Of an account that is to be there no longer, nothing else needs to stay.
    for (user, kinds) in pins where kinds["account"] == .account(.absent) {
      pins[user] = ["account": .account(.absent)]
    }
  }

  private mutating func add(_ tasks: [ProvisioningTask]) throws {
    let users = Set(tasks.flatMap(\.concerned)).sorted()
    let states = try states(of: users)
    for task in tasks where task.hasHappened {
      if task.concerned.isEmpty, selection.isEveryone {
        note(task.inverse(for: 0, UndoState(account: nil), by: context.comparison), task, nil)
      }
      for user in task.concerned {
        guard var state = states[user] else { continue }
        state.pins = pins[user] ?? [:]
        note(task.inverse(for: user, state, by: context.comparison), task, user)
      }
    }
  }

  /// What is known of those of some users who are selected.
  private func states(of users: [UserID]) throws -> [UserID: UndoState] {
    let app = context.app.id
    let chosen = try session.directory.users(users).filter { stored in
      (usernames.isEmpty || usernames.contains(stored.user.username.lowercased()))
        && selection.holds(stored.user)
    }.map(\.user.id)
    let accounts = try session.accounts.accounts(app, users: chosen)
    let memberships = try session.groups.memberships(app, users: chosen)
    return Dictionary(
      chosen.map { user in
        let account = accounts[user].flatMap { $0.state == .present ? $0.resource : nil }
        let groups = (memberships[user] ?? []).filter(\.known).map(\.group)
        return (user, UndoState(account: account, groups: Set(groups)))
      }, uniquingKeysWith: { first, _ in first })
  }

  private mutating func note(_ inverse: Inverse, _ task: ProvisioningTask, _ user: UserID?) {
    impossible += inverse.impossible.map {
      UndoPlan.Impossible(name: task.name, task: task.id, why: $0)
    }
    guard let user else { return }
    for kind in inverse.pins { pins[user, default: [:]][kind.key] = kind }
  }
}

extension ProvisioningTask {
  /// The users whose accounts it changed.
  fileprivate var concerned: [UserID] {
    user.map { [$0] } ?? members.filter { $0.state == .done }.map(\.user)
  }

  /// Whether it did something: also one that failed did, with the members that were taken.
  fileprivate var hasHappened: Bool {
    status == .provisioned || members.contains { $0.state == .done }
  }
}
