import Provisioning

extension AppStanding {
  /// How many users of an app changed and were not evaluated since: their plan was over a limit, and
  /// waits for an admin. Counted up to just above `ListPlace.countLimit`.
  public func heldCount(_ name: String) throws -> Int {
    try store.read { try heldCount(try $0.existingApp(named: name), in: $0) }
  }

  func heldCount(_ app: AppRecord, in session: any StoreSession) throws -> Int {
    guard app.definition.provisioning.enabled else { return 0 }
    return try session.assignments.dirtyUsers(app.id, after: 0, limit: ListPlace.countLimit + 1)
      .count
  }
}
