import Provisioning

extension Evaluations {
  /// Evaluates users who changed, for each app that provisions.
  ///
  /// - Parameter newest: the key of the newest user before this transaction, where that is known.
  func evaluate(_ users: [UserID], behind newest: UserID? = nil, in session: any StoreSession)
    throws
    -> [EvaluationResult]
  {
    guard !users.isEmpty else { return [] }
    return try session.apps.all().filter(\.definition.provisioning.enabled).map { app in
      var new: [UserID] = []
      try Self.inParts(users) {
        new += try session.assignments.markChanged(app.id, $0, by: actor.login)
      }
      let result = try evaluateChanged(
        app, and: new.sorted(), behind: newest, in: session, by: actor.login)
      // Nobody was evaluated: they stay changed, as those do who were evaluated before.
      if result.isBlocked {
        try Self.inParts(new) { try session.assignments.markDirty(app.id, $0, by: actor.login) }
      }
      return result
    }
  }

  private static func inParts(_ users: [UserID], _ body: ([UserID]) throws -> Void) rethrows {
    for start in stride(from: 0, to: users.count, by: 10_000) {
      try body(Array(users[start..<min(start + 10_000, users.count)]))
    }
  }
}
