import Provisioning

/// Who waits for values that became free: a few of them at a time, until one of them takes it or it
/// turns out to be another's. Those who come first may not be able to go on, for reasons of their own.
struct WaiterSearch {
  /// How many are looked at together after the first few.
  static let pageSize = 200

  /// The last one who was looked at for each value; 0 before the first.
  private var last: [UniqueValue: UserID] = [:]

  /// Whether there may be more of them.
  var isEmpty: Bool { last.isEmpty }

  /// The values that nobody took yet.
  var values: [UniqueValue] { last.keys.sorted() }

  /// Begins with those who wait for these values.
  mutating func start(_ values: some Sequence<UniqueValue>) {
    for value in values { last[value] = 0 }
  }

  /// Nobody else is to be looked at for these values.
  mutating func end(_ values: some Sequence<UniqueValue>) {
    for value in values { last[value] = nil }
  }

  /// The next ones who wait.
  ///
  /// - Parameter goesOn: whether more are looked for than the first few for each value.
  mutating func next(_ app: AppID, goesOn: Bool = true, in session: any StoreSession) throws
    -> Set<UserID>
  {
    var users: Set<UserID> = []
    for (after, values) in Dictionary(grouping: values, by: { last[$0] ?? 0 })
    where goesOn || after == 0 {
      let limit = after == 0 ? ValueBook.limit : Self.pageSize
      let found = try session.values.waiters(app, for: values, after: after, limit: limit)
      let byValue = Dictionary(grouping: found, by: \.value)
      for value in values {
        let page = byValue[value] ?? []
        last[value] = page.count < limit ? nil : page.map(\.user).max()
      }
      users.formUnion(found.map(\.user))
    }
    return users
  }
}
