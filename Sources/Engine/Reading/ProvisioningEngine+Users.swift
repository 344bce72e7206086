public import Provisioning

extension ProvisioningEngine {
  /// Users of the directory, by the order in which they came.
  ///
  /// - Parameter limit: how many at most; `nil` for all.
  /// - Returns: how many there are, where nothing is searched for; else how many were given.
  public func users(
    search: String, role: String?, limit: Int?, each: (DirectoryUser) throws -> Void
  ) throws -> Int {
    try store.read { session in
      if let role, try session.role(named: role) == nil { throw EngineError.unknownRole(role) }
      var after: UserID = 0
      var count = 0
      while count < limit ?? .max {
        let page = try session.users(
          after: after, search: search, role: role,
          limit: min(Self.pageSize, (limit ?? .max) - count))
        guard let last = page.last else { return count }
        for stored in page { try each(stored.user) }
        count += page.count
        after = last.user.id
      }
      return search.isEmpty && role == nil ? try session.userCount() : count
    }
  }

  /// Every role and how many users hold it.
  public func roles() throws -> [RoleRecord] {
    try store.read { try $0.roles() }
  }

  /// The groups of an app as they were last read or made, by name.
  public func entitlements(_ app: String) throws -> (app: AppRecord, groups: [GroupRecord]) {
    try store.read { session in
      let app = try Self.app(named: app, in: session)
      return (app, try session.groups(app.id).filter { $0.remoteID != nil })
    }
  }

  /// Every app, by name.
  public func apps() throws -> [AppRecord] {
    try store.read { try $0.apps() }
  }
}
