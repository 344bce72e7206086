public import Provisioning

/// Users, roles and attributes of the directory, to be read.
public struct DirectoryReading: Sendable {
  let store: any Store

  /// Users of the directory, by the order in which they came.
  ///
  /// - Parameter limit: how many at most; `nil` for all.
  /// - Returns: how many there are, where nothing is searched for; else how many were given.
  public func users(
    search: String, role: String?, limit: Int?, each: (DirectoryUser) throws -> Void
  ) throws -> Int {
    try store.read { session in
      if let role, try session.directory.role(named: role) == nil {
        throw EngineError.unknownRole(role)
      }
      var after: UserID = 0
      var count = 0
      while count < limit ?? .max {
        let page = try session.directory.users(
          after: after, search: search, role: role,
          limit: min(StorePage.size, (limit ?? .max) - count))
        guard let last = page.last else { return count }
        for stored in page { try each(stored.user) }
        count += page.count
        after = last.user.id
      }
      return search.isEmpty && role == nil ? try session.directory.userCount() : count
    }
  }

  /// Every role and how many users hold it.
  public func roles() throws -> [RoleRecord] {
    try store.read { try $0.directory.roles() }
  }
}
