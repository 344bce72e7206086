public import Provisioning

extension AuditReading {
  /// A page of the audit log, newest first, and how many entries there are.
  public func entries(search: String, at place: ListPlace) throws -> (
    rows: [AuditEntry], total: Int
  ) {
    let size = ListPlace.pageSize
    return try store.read { session in
      let rows = try place.page(isAscending: false) {
        search.isEmpty
          ? try session.audit.entries(before: $0, limit: size)
          : try session.audit.entries(search: search, before: $0, limit: size)
      } up: {
        search.isEmpty
          ? try session.audit.entries(after: $0 ?? 0, limit: size)
          : try session.audit.entries(search: search, after: $0 ?? 0, limit: size)
      }
      if place == .first, rows.count < size { return (rows, rows.count) }
      let total =
        search.isEmpty
        ? Int(try session.audit.head().seq)
        : try session.audit.count(search: search, upTo: ListPlace.countLimit + 1)
      return (rows, total)
    }
  }
}
