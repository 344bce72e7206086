public import Provisioning

/// Which page of a long list is asked for, by the key of a row: never by number, so that the
/// millionth page costs as much as the first.
public enum ListPlace: Sendable, Hashable {
  /// From the top.
  case first
  /// Up to the end.
  case last
  /// This row and those below it.
  case from(Int64)
  /// The rows below this one.
  case below(Int64)
  /// The rows above this one.
  case above(Int64)

  /// How many rows a page has.
  public static let pageSize = 200
  /// How far what a filter matches is counted.
  public static let countLimit = 10_000
}

extension ProvisioningEngine {
  /// A page of tasks, newest first, and how many the filter matches: from kept counters where only
  /// an app and statuses are asked for, else counted up to just above `ListPlace.countLimit`.
  public func tasks(_ filter: TaskFilter, at place: ListPlace) throws -> (
    rows: [ProvisioningTask], total: Int
  ) {
    let size = ListPlace.pageSize
    return try store.read { session in
      let rows = try place.page(isAscending: false) {
        try session.tasks(filter, before: $0, limit: size)
      } up: {
        try session.tasks(filter, after: $0 ?? 0, limit: size)
      }
      if place == .first, rows.count < size { return (rows, rows.count) }
      let total =
        try session.keptCount(filter) ?? session.taskCount(filter, upTo: ListPlace.countLimit + 1)
      return (rows, total)
    }
  }

  /// A page of users in the order in which they came, and how many there are.
  public func users(search: String, role: String?, at place: ListPlace) throws -> (
    rows: [DirectoryUser], total: Int
  ) {
    let size = ListPlace.pageSize
    return try store.read { session in
      let rows = try place.page(isAscending: true) {
        try session.users(after: $0 ?? 0, search: search, role: role, limit: size)
      } up: {
        try session.users(before: $0 ?? .max, search: search, role: role, limit: size)
      }
      if place == .first, rows.count < size { return (rows.map(\.user), rows.count) }
      let total =
        search.isEmpty && role == nil
        ? try session.userCount()
        : try session.userCount(search: search, role: role, upTo: ListPlace.countLimit + 1)
      return (rows.map(\.user), total)
    }
  }

  /// A page of the audit log, newest first, and how many entries there are.
  public func auditEntries(search: String, at place: ListPlace) throws -> (
    rows: [AuditEntry], total: Int
  ) {
    let size = ListPlace.pageSize
    return try store.read { session in
      let rows = try place.page(isAscending: false) {
        search.isEmpty
          ? try session.auditEntries(before: $0, limit: size)
          : try session.auditEntries(search: search, before: $0, limit: size)
      } up: {
        search.isEmpty
          ? try session.auditEntries(after: $0 ?? 0, limit: size)
          : try session.auditEntries(search: search, after: $0 ?? 0, limit: size)
      }
      if place == .first, rows.count < size { return (rows, rows.count) }
      let total =
        search.isEmpty
        ? Int(try session.auditHead().seq)
        : try session.auditCount(search: search, upTo: ListPlace.countLimit + 1)
      return (rows, total)
    }
  }

  /// How many accounts of an app are there and active, and how many users the directory has.
  public func population(_ app: AppID) throws -> (accounts: Int, users: Int) {
    try store.read { (try $0.activeAccounts(app), try $0.userCount()) }
  }

  /// Brings an app from what somebody saw to what they made of it.
  ///
  /// - Parameter before: the app as it was seen; `nil`: there was none.
  /// - Throws: `EngineError.invalid` where it is not as it was seen any more.
  public func change(from before: AppDefinition?, to after: AppDefinition) throws -> ApplyResult {
    try notingRefusals("app.apply", after.name) { session in
      let key = after.name.lowercased()
      let current = try session.apps().first { $0.name.lowercased() == key }
      guard current?.definition == before else {
        throw EngineError.invalid(
          current == nil || before == nil
            ? "there is an app \(after.name) already; choose another name"
            : "\(after.name) was changed by somebody else meanwhile; nothing was saved, undo shows what is there now"
        )
      }
      var result = ApplyResult()
      try apply(after, &result, in: session)
      return result
    }
  }

  /// For each rule, saved or not yet saved: how many users it matches, and for how many of them a
  /// reapply would change what is desired.
  ///
  /// - Parameter progress: gets how many users were looked at; what it throws ends the counting.
  public func matches(_ definition: AppDefinition, progress: (Int) throws -> Void) throws
    -> [String: (matches: Int, changes: Int)]
  {
    try store.read { session in
      let key = definition.name.lowercased()
      let app = try session.apps().first { $0.name.lowercased() == key }
      var record = app ?? AppRecord(definition: definition)
      record.definition = definition
      let context = try PlanContext(record, in: session, now: time.now())
      let rules = context.evaluator.rules
      var counts = rules.map { _ in (matches: 0, changes: 0) }
      var after: UserID = 0
      var seen = 0
      while true {
        let page = try session.users(after: after, search: "", role: nil, limit: Self.pageSize)
        guard let last = page.last else { break }
        after = last.user.id
        let assignments = try session.assignments(record.id, page.map(\.user.id))
        let pins =
          try context.hasPins ? session.pins(record.id, users: page.map(\.user.id)) : [:]
        var references = ReferenceResolver(record.id, session)
        for user in page.map(\.user) {
          let matching = rules.indices.filter { rules[$0].condition.matches(user) }
          guard !matching.isEmpty else { continue }
          let before = assignments[user.id]
          var evaluation = context.evaluation(
            of: StoredUser(user: user, isDeleted: false), pins[user.id] ?? [],
            held: before?.desired?.groups ?? [])
          if var desired = evaluation.desired {
            _ = try references.resolve(&desired)
            evaluation.desired = desired
          }
          let isOther =
            (before?.outcome ?? .noAccess) != evaluation.outcome
            || before?.desired != evaluation.desired
          for index in matching {
            counts[index].matches += 1
            counts[index].changes += isOther ? 1 : 0
          }
        }
        seen += page.count
        try progress(seen)
      }
      return Dictionary(
        zip(rules.map(\.name), counts).map { ($0, $1) }, uniquingKeysWith: { first, _ in first })
    }
  }
}

extension ListPlace {
  /// The rows at the place, in the list's order.
  ///
  /// - Parameters:
  ///   - isAscending: whether keys grow towards the end of the list.
  ///   - down: the rows below a key, in the list's order; `nil` from the top.
  ///   - up: the rows above a key, the nearest first; `nil` from the end.
  fileprivate func page<Row>(
    isAscending: Bool, down: (Int64?) throws -> [Row], up: (Int64?) throws -> [Row]
  ) rethrows -> [Row] {
    switch self {
    case .first: try down(nil)
    case .last: try up(nil).reversed()
    case .from(let key): try down(isAscending ? key &- 1 : key &+ 1)
    case .below(let key): try down(key)
    case .above(let key): try up(key).reversed()
    }
  }
}

extension ProvisioningEngine {
  /// The user of this key, whether or not the directory still has it.
  public func directoryUser(_ id: UserID) throws -> StoredUser? {
    try store.read { try $0.users([id]).first }
  }

  /// The user of this name; without a name the first one of the directory.
  public func sampleUser(_ name: String?) throws -> DirectoryUser? {
    try store.read { session in
      if let name { return try Self.user(named: name, in: session).user }
      return try session.users(after: 0, search: "", role: nil, limit: 1).first?.user
    }
  }
}
