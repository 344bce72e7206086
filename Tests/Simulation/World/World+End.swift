import Engine
import Provisioning
import SCIM

/// The end of a world: the network heals, everything is approved, and nothing may be left to do.
extension World {
  /// Lets everything come to rest.
  func settle() throws {
    network.weather = .calm
    traits.storeFails = 0
    for process in processes {
      if dice.once(in: 2) { kill(process) } else { stop(process) }
    }
    try finish("what was stopped")
    if traits.hasHandovers { waitForNextDay() }
    if traits.hasSources { try readTenants { try finish($0) } }
    save("the connection", enabled: true)
    var left = ""
    for _ in 1...8 {
      let (desk, before) = (desk(), door.changes)
      testConnection()
      try finish("a test of the connection")
      try retryEverything(at: desk)
      refresh()
      try finish("a reading of the groups")
      verify()
      try finish("a reading of the app")
      reapply(at: desk, accepts: true)
      try approvals.look(under: policy)
      try approveAll(at: desk)
      startWorker(untilIdle: true)
      if dice.once(in: 3) { startWorker(untilIdle: true) }
      try finish("a worker")
      let isAccepted = door.acceptInvitations()
      staff.today = today
      left = try leftovers()
      // An account that was only found now may be in groups of which nobody knew, and one that was
      // accepted now be active without anybody's knowledge.
      let isQuiet = left.isEmpty && door.changes == before && !isAccepted
      if isQuiet || !findings.all.isEmpty { return }
    }
    findings.expect(left.isEmpty, "it does not come to rest: \(left)")
  }

  private func retryEverything(at desk: Desk) throws {
    // What a newer task followed is not brought back.
    for id in try ids(.ignored) { try decide(.retry, id, at: desk) }
    for id in try ids(.failed) {
      guard let task = try store.read({ try $0.tasks.task(id) }), task.status == .failed else {
        continue
      }
      // One whose request was changed after the approval fails again, and is filed anew.
      if approvals.all[id]?.request == task.request { try decide(.retry, id, at: desk) }
    }
  }

  private func ids(_ statuses: TaskStatus...) throws -> [TaskID] {
    let filter = TaskFilter(statuses: Set(statuses))
    return try store.read { try $0.tasks.tasks(filter, before: nil, limit: 1_000).map(\.id) }
  }

  /// Lets everything that was begun end.
  private func finish(_ what: String) throws {
    for _ in 0..<200_000 where findings.all.isEmpty {
      if processes.allSatisfy(\.hasEnded) { break }
      guard scheduler.step() else { break }
    }
    let stuck = processes.filter { !$0.hasEnded }
    if !stuck.isEmpty {
      let left = try store.read { session in
        try session.tasks.tasks(TaskFilter(statuses: [.approved, .running]), before: nil, limit: 3)
          .map {
            "\($0.id) \($0.action.rawValue) \($0.name) \($0.request.path): \($0.reason)"
          }
      }
      findings.add("\(what) does not end: \(stuck.map(\.life.name)), at \(left)")
    }
    processes.removeAll()
  }

  /// What is not as it should be by usher's own account.
  private func leftovers() throws -> String {
    let names = Set(staff.people.filter(isBlocked).map(\.name))
    // By their keys: what a task calls somebody is the name that they had when it was filed.
    let blocked = try store.read { session in
      Set(try names.compactMap { try session.people.person(named: $0)?.user.id })
    }
    let open = try store.read { session in
      let filter = TaskFilter(statuses: [.pending, .approved, .running, .failed])
      return try session.tasks.tasks(filter, before: nil, limit: 100).filter {
        !Self.isFor(blocked, $0)
      }.map {
        let members = $0.members.map { "\($0.name) \($0.state.rawValue)" }
        return
          "\($0.id) \($0.action.rawValue) \($0.name) \(members) \($0.status.rawValue) \($0.error?.advice ?? "")"
      }
    }
    let plan = try desks[0].engine.planning.plan("app").changes.filter {
      !Self.isFor(blocked, $0.task)
    }.map {
      "\($0.task.action.rawValue) \($0.task.name)"
    }
    return (open + plan).joined(separator: "; ")
  }

  /// Whether a task is for people alone who cannot have the name that they should have: it stays
  /// until somebody decides.
  private static func isFor(_ blocked: Set<UserID>, _ task: ProvisioningTask) -> Bool {
    switch task.action {
    case .create, .update, .reactivate, .link: task.user.map(blocked.contains) ?? false
    case .addMembers:
      task.members.allSatisfy { $0.state == .done || blocked.contains($0.user) }
    case .suspend, .delete, .createGroup, .updateGroup, .removeMembers: false
    }
  }
}
