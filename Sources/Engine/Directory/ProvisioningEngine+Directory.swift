public import Provisioning
import SCIM

/// What an import changed.
public struct ImportResult: Sendable, Hashable {
  /// Users who are new, or came back.
  public var added = 0
  /// Users who are different now.
  public var changed = 0
  /// Users who are as they were.
  public var unchanged = 0
  /// Users who were not in the file and are deleted.
  public var deleted = 0
  /// How many users keep a value that their entry does not mention, by the known attribute's name.
  public var kept: [String: Int] = [:]
  /// What it came to in each app.
  public var apps: [EvaluationResult] = []

  /// Nothing yet.
  public init() {}

  mutating func note(_ kept: [String]) {
    for name in kept { self.kept[name, default: 0] += 1 }
  }
}

extension ProvisioningEngine {
  /// Takes users into the directory, all of them or none, and files what follows from it.
  ///
  /// - Parameters:
  ///   - replace: whether users who are not named are deleted.
  ///   - acceptDeletions: how many users may be deleted where that would be everybody; a number that
  ///     is given must be the right one in any case.
  ///   - dryRun: whether everything is undone in the end, so that only the counts are left.
  ///   - source: a name for the audit log.
  ///   - read: calls its argument for each entry; what an entry does not mention stays as it is. What
  ///     it throws undoes the whole import.
  public func importDirectory(
    replace: Bool, acceptDeletions: Int? = nil, dryRun: Bool, source: String,
    progress: @escaping (Int) -> Void = { _ in },
    read: ((DirectoryEntry) throws -> Void) throws -> Void
  ) throws -> ImportResult {
    try store.write { session in
      var result = ImportResult()
      _ = try session.nested {
        var touched: [UserID] = []
        let before = try session.userCount()
        try session.startNaming()
        try read { entry in
          let stored = try session.user(named: entry.user.username)?.user
          if let stored { result.note(entry.kept(from: stored)) }
          let (id, change) = try session.save(entry.laid(over: stored))
          try session.name(id)
          switch change {
          case .added: result.added += 1
          case .changed: result.changed += 1
          case .unchanged: result.unchanged += 1
          }
          if change != .unchanged { touched.append(id) }
          progress(result.added + result.changed + result.unchanged)
        }
        if replace { try deleteUnnamed(&result, &touched, in: session) }
        if !dryRun {
          try Self.check(deletions: result.deleted, of: before, accepted: acceptDeletions)
        }
        result.apps = try evaluate(touched, in: session)
        guard !dryRun else { return Void?.none }
        try session.audit(
          at: time.now(), actor, "directory.import", source,
          [
            "added": .integer(Int64(result.added)), "changed": .integer(Int64(result.changed)),
            "deleted": .integer(Int64(result.deleted)),
          ])
        return ()
      }
      return result
    }
  }

  /// Changes or makes one user by hand.
  ///
  /// - Parameter change: gets the user as it is; a new one has only its username.
  public func setUser(
    _ username: String, change: (inout DirectoryUser) throws -> Void
  ) throws -> (user: DirectoryUser, apps: [EvaluationResult]) {
    try store.write { session in
      let before = try Self.userIfThere(named: username, in: session)
      var user = before?.user ?? DirectoryUser(username: username)
      try change(&user)
      if let other = try session.user(named: user.username), other.user.id != user.id {
        throw EngineError.duplicateUser(user.username)
      }
      if user == before?.user { return (user, []) }
      try Self.checkDates(of: user, before: before?.user)
      if before == nil {
        user.id = try session.save(user).id
      } else {
        try session.replace(user)
      }
      try session.audit(at: time.now(), actor, "user.set", user.username, [:])
      return (user, try evaluate([user.id], in: session))
    }
  }

  /// Takes one user out of the directory.
  public func deleteUser(_ name: String) throws -> [EvaluationResult] {
    try store.write { session in
      let user = try Self.user(named: name, in: session).user
      try session.deleteUser(user.id)
      try session.audit(at: time.now(), actor, "user.delete", user.username, [:])
      return try evaluate([user.id], in: session)
    }
  }

  /// Evaluates users who changed, for each app that provisions.
  func evaluate(_ users: [UserID], in session: any StoreSession) throws -> [EvaluationResult] {
    guard !users.isEmpty else { return [] }
    return try session.apps().filter(\.definition.provisioning.enabled).map { app in
      for start in stride(from: 0, to: users.count, by: 10_000) {
        let page = users[start..<min(start + 10_000, users.count)]
        try session.markDirty(app.id, Array(page), by: actor.login)
      }
      return try evaluateChanged(app, in: session, by: actor.login)
    }
  }

  /// A date that is set must be one that can be told.
  private static func checkDates(of user: DirectoryUser, before: DirectoryUser?) throws {
    for name in DirectoryDate.attributes {
      guard let text = user.attributes[name], text != before?.attributes[name],
        let problem = DirectoryDate.problem(name, text)
      else { continue }
      throw EngineError.invalid("\(user.username): \(problem)")
    }
  }

  /// Stops an import that would delete everybody, unless somebody gave the number.
  private static func check(deletions: Int, of users: Int, accepted: Int?) throws {
    let isEverybody = deletions > 0 && deletions >= users
    guard accepted != nil || isEverybody, deletions != accepted else { return }
    throw EngineError.wrongDeletions(deletions, ofEverybody: isEverybody, given: accepted)
  }

  private func deleteUnnamed(
    _ result: inout ImportResult, _ touched: inout [UserID], in session: any StoreSession
  ) throws {
    var after: UserID = 0
    while true {
      let ids = try session.usersNotNamed(after: after, limit: Self.pageSize)
      guard let last = ids.last else { return }
      for id in ids { try session.deleteUser(id) }
      result.deleted += ids.count
      touched += ids
      after = last
    }
  }
}
