import Text
import Provisioning
import SCIM

/// Whose the unique values are that the task gives to its account.
struct AccountValues: ExecutionStep {
  let execution: Execution

  /// The unique values that the task gives to its account.
  var values: [DesiredValue] { past?.values ?? app.uniqueAttributes.values(of: task.changes) }

  /// How the task goes on where a value of it is another user's; `nil` where all are free.
  func taken() async throws -> ExecutionOutcome? {
    try await store { try taken(in: $0) }
  }

  func taken(in session: any StoreSession) throws -> ExecutionOutcome? {
    guard let user = task.user else { return nil }
    let wanted = values
    if wanted.isEmpty { return nil }
    let takers = try session.values.takers(app.id, of: wanted.map(\.value), limit: ValueBook.limit)
    let others = takers.filter { $0.user != user }
    if others.isEmpty { return nil }
    let mine = try session.values.values(app.id, of: [user])
    for want in wanted {
      let own = mine.first { $0.value == want.value }
      if own?.isHeld == true { continue }
      for other in others where other.value == want.value {
        let isFirst = other.wish == .owns && own?.wish != .owns
        guard other.isHeld || other.isSent || isFirst else { continue }
        return try stop(want, other, in: session)
      }
    }
    return nil
  }

  /// How the task goes on where an account that was found is being made for another user; `nil`
  /// where it is not.
  func claimedByAnother(_ resource: JSONValue) async throws -> ExecutionOutcome? {
    try await store { session in
      let values = app.uniqueAttributes.values(in: resource).sorted()
      let others = try session.values.takers(app.id, of: values, limit: ValueBook.limit)
      guard let other = others.first(where: { $0.user != task.user && $0.isSent }) else {
        return nil
      }
      let text = DesiredValue(value: other.value, path: other.value.path, text: other.value.key)
      return try stop(
        self.values.first { $0.value == other.value } ?? text, other, in: session)
    }
  }

  private func stop(_ want: DesiredValue, _ other: ValueRecord, in session: any StoreSession) throws
    -> ExecutionOutcome
  {
    let open = try session.tasks.openUserTasks(app.id, [other.user])[other.user]
    if let open, other.isSent || app.uniqueAttributes.takes(want.value, open),
      try !session.isWaiting(open.id, for: task.id)
    {
      return .comesAfter(open.id)
    }
    let name = try session.directory.users([other.user]).first?.user.username ?? "someone"
    return .moved("\(want.path) \(want.text) is that of \(name)")
  }
}

extension UniqueAttributes {
  /// Whether a task takes a value from its account.
  fileprivate func takes(_ value: UniqueValue, _ task: ProvisioningTask) -> Bool {
    !released(by: task, of: [value]).isEmpty
  }
}

extension StoreSession {
  /// Whether a task waits, by whatever others, for another one.
  fileprivate func isWaiting(_ task: TaskID, for other: TaskID) throws -> Bool {
    var seen: Set<TaskID> = []
    var next = [task]
    while let id = next.popLast() {
      if id == other { return true }
      guard seen.insert(id).inserted else { continue }
      next += try queue.waits(id).map(\.on)
    }
    return false
  }
}
