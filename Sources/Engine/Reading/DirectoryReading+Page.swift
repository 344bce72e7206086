public import Provisioning

extension DirectoryReading {
  /// A page of users in the order in which they came, and how many there are.
  public func users(search: String, role: String?, at place: ListPlace) throws -> (
    rows: [DirectoryUser], total: Int
  ) {
    let size = ListPlace.pageSize
    return try store.read { session in
      let rows = try place.page(isAscending: true) {
        try session.directory.users(after: $0 ?? 0, search: search, role: role, limit: size)
      } up: {
        try session.directory.users(before: $0 ?? .max, search: search, role: role, limit: size)
      }
      if place == .first, rows.count < size { return (rows.map(\.user), rows.count) }
      let total =
        search.isEmpty && role == nil
        ? try session.directory.userCount()
        : try session.directory.userCount(
          search: search, role: role, upTo: ListPlace.countLimit + 1)
      return (rows.map(\.user), total)
    }
  }

  /// The user of this key, whether or not the directory still has it.
  public func user(_ id: UserID) throws -> StoredUser? {
    try store.read { try $0.directory.users([id]).first }
  }

  /// The user of this name; without a name the first one of the directory.
  public func sampleUser(_ name: String?) throws -> DirectoryUser? {
    try store.read { session in
      if let name { return try session.existingUser(named: name).user }
      return try session.directory.users(after: 0, search: "", role: nil, limit: 1).first?.user
    }
  }
}
