import Provisioning

/// To whom the unique values of an app's accounts belong, while users are planned page by page. What
/// a plan only shows is kept here and not in the store.
struct ValueBook {
  /// How many of those who have to do with one value are looked at.
  static let limit = 8

  private let app: AppID
  private let session: any StoreSession
  private let isShown: Bool
  private var records: [UserID: [UniqueValue: ValueRecord]] = [:]
  private var users: [UniqueValue: Set<UserID>] = [:]
  private var shown = ShownWishes()
  private var names: [UserID: (username: String, hasLeft: Bool)] = [:]
  /// Values that somebody wished for and no longer does.
  private var givenUp: Set<UniqueValue> = []
  /// The rest of those who wait for what was given up.
  private var search = WaiterSearch()
  /// Values that certainly are another's than a user who wanted them.
  private(set) var refused: Set<UniqueValue> = []
  /// Users who were planned in this batch.
  private(set) var settled: Set<UserID> = []
  /// What the shown changes take from accounts.
  var shownReleases: Set<UniqueValue> = []
  /// Users who waited for a value that was given up, or had one that another's account has.
  var waiters: Set<UserID> = []
  /// The first users who cannot have a value; all of them where it is only shown.
  private(set) var conflicts: [UserID: ValueConflict] = [:]
  private(set) var conflicted: Set<UserID> = []
  /// Whether what changes is kept until `write`.
  var isGathering = false
  private var unwritten: [UserID: [UniqueValue: ValueRecord]] = [:]

  init(_ app: AppID, _ session: any StoreSession, isShown: Bool) {
    self.app = app
    self.session = session
    self.isShown = isShown
  }

  /// Reads what is kept of these users and values, and forgets what was read before.
  mutating func load(_ ids: [UserID], _ values: Set<UniqueValue>) throws {
    records = [:]
    users = [:]
    let values = Array(values)
    let kept =
      try session.values.values(app, of: ids)
      + session.values.takers(app, of: values, limit: Self.limit)
    for record in kept { put(record) }
    guard isShown else { return }
    for value in values {
      for user in shown.users(value) where records[user]?[value] == nil {
        put(ValueRecord(app: app, value: value, user: user))
      }
    }
    for user in Array(records.keys) {
      for value in (records[user] ?? [:]).keys {
        if let wish = shown.wish(user, value) {
          records[user]?[value]?.wish = wish
        } else if settled.contains(user) {
          records[user]?[value]?.wish = .none
        }
      }
    }
  }

  /// What is kept of a user and a value.
  func record(_ user: UserID, _ value: UniqueValue) -> ValueRecord {
    records[user]?[value] ?? ValueRecord(app: app, value: value, user: user)
  }

  /// What others have to do with a value, by key of the user.
  func others(_ value: UniqueValue, than user: UserID) -> [ValueRecord] {
    (users[value] ?? []).subtracting([user]).sorted().map { record($0, value) }
  }

  /// Keeps what a user's account should have, in place of what it should have before.
  mutating func wish(_ user: UserID, _ wishes: [UniqueValue: ValueRecord.Wish]) throws {
    settled.insert(user)
    for value in Set((records[user] ?? [:]).keys).union(wishes.keys) {
      var record = record(user, value)
      let wish = wishes[value] ?? .none
      guard record.wish != wish else { continue }
      if record.wish == .owns || record.isHeld { givenUp.insert(value) }
      record.wish = wish
      put(record)
      if !isShown { try keep(record) }
    }
    guard isShown else { return }
    for value in Set((records[user] ?? [:]).keys).union(wishes.keys) {
      shown.set(user, value, wishes[value] ?? .none)
    }
  }

  /// Takes a value from a user whose account is not there yet, since it is in another's account.
  mutating func demote(_ record: ValueRecord) throws {
    var record = record
    record.wish = .waits
    put(record)
    waiters.insert(record.user)
    if !isShown { return try keep(record) }
    shown.set(record.user, record.value, .waits)
  }

  private mutating func keep(_ record: ValueRecord) throws {
    guard isGathering else { return try session.values.save(record) }
    unwritten[record.user, default: [:]][record.value] = record
  }

  /// Writes what was gathered.
  mutating func write() throws {
    if unwritten.isEmpty { return }
    let records = unwritten.values.flatMap(\.values)
    unwritten = [:]
    try session.values.save(records.sorted { ($0.user, $0.value) < ($1.user, $1.value) })
  }

  /// Looks for the first of those who wait for what was given up.
  mutating func findWaiters() throws {
    guard !givenUp.isEmpty else { return }
    refused.subtract(givenUp)
    search.start(givenUp)
    waiters.formUnion(try search.next(app, goesOn: false, in: session))
    if isShown {
      for value in givenUp {
        for user in shown.users(value) where shown.wish(user, value) == .waits {
          waiters.insert(user)
        }
      }
    }
    givenUp = []
  }

  /// Looks for the next of those who wait for what was given up and nobody took.
  ///
  /// - Returns: whether there may be any.
  mutating func findMoreWaiters() throws -> Bool {
    search.end(try search.values.filter(isSettled))
    if search.isEmpty { return false }
    waiters.formUnion(try search.next(app, in: session))
    return true
  }

  /// Whether it is known whose a value is that was given up.
  private func isSettled(_ value: UniqueValue) throws -> Bool {
    if refused.contains(value) { return true }
    let owners = try session.values.takers(app, of: [value], limit: Self.limit).filter { record in
      record.wish == .owns && !settled.contains(record.user)
        && shown.wish(record.user, value) == nil
    }
    return !owners.isEmpty
      || shown.users(value).contains { shown.wish($0, value) == .owns }
  }

  /// Notes that a value is another's.
  mutating func refuse(_ value: UniqueValue) { refused.insert(value) }

  /// Notes whether a user cannot have a value.
  mutating func note(_ conflict: ValueConflict?, of user: UserID) {
    guard let conflict else {
      conflicts[user] = nil
      conflicted.remove(user)
      return
    }
    conflicted.insert(user)
    if isShown || conflicts.count < BatchSummary.mostConflicts { conflicts[user] = conflict }
  }

  /// The name of a user, and whether they left.
  mutating func name(_ user: UserID) throws -> (username: String, hasLeft: Bool) {
    if let name = names[user] { return name }
    let stored = try session.directory.users([user]).first
    let name = stored.map { ($0.user.username, $0.isDeleted) } ?? ("someone", false)
    if names.count >= 1_000 { names = [:] }
    names[user] = name
    return name
  }

  private mutating func put(_ record: ValueRecord) {
    records[record.user, default: [:]][record.value] = record
    users[record.value, default: []].insert(record.user)
  }
}
