import Text
public import Provisioning
import SCIM

/// Changes of the directory's people: by a file, or one by hand.
public struct PeopleChanges: Sendable {
  let store: any Store
  let time: any TimeSource
  let actor: Actor
  let evaluations: Evaluations

  /// Takes users into the directory, all of them or none, and files what follows from it.
  ///
  /// - Parameters:
  ///   - replace: whether users who are not named are deleted.
  ///   - acceptDeletions: how many users may be deleted where that would be everybody; a number that
  ///     is given must be the right one in any case.
  ///   - dryRun: whether everything is undone in the end, so that only the counts are left.
  ///   - source: a name for the audit log.
  ///   - keys: what another key under the same username means.
  ///   - read: calls its argument for each entry; what an entry does not mention stays as it is. What
  ///     it throws undoes the whole import. It runs on a thread of its own.
  public func importFile(
    replace: Bool, acceptDeletions: Int? = nil, dryRun: Bool, source: String,
    keys: KeyChangeReading = .asUsual,
    progress: (Int) -> Void = { _ in },
    read: @escaping @Sendable ((DirectoryEntry) throws -> Void) throws -> Void
  ) throws -> ImportResult {
    let identity = try store.read { try $0.settings.directorySettings().identity }
    let entries = EntriesAhead(read, identity: identity, size: StorePage.size)
    defer { entries.giveUp() }
    entries.fill()
    return try store.write { session in
      let settled = try session.settings.directorySettings().identity
      var result = ImportResult()
      _ = try session.nested {
        let before = try session.directory.userCount()
        let newest = try session.directory.newestUser()
        var directory = try DirectoryImport(
          session, identity: settled, reading: keys, source: source)
        var count = 0
        while let page = try entries.next() {
          // What says who somebody is may have been changed after the reading began.
          try directory.take(
            settled == identity ? page : page.map { ($0.entry, .init($0.entry.user, by: settled)) })
          count += page.count
          progress(count)
        }
        try directory.finish(replace: replace)
        result = directory.result
        if replace, !dryRun {
          try Self.check(deletions: result.deleted, of: before, accepted: acceptDeletions)
        }
        result.apps = try evaluations.evaluate(directory.touched, behind: newest, in: session)
        guard !dryRun else { return Void?.none }
        try HandChanges(session: session).note(directory.touched)
        try note(directory, source, keys, as: "directory.import", in: session)
        return ()
      }
      return result
    }
  }

  func note(
    _ directory: DirectoryImport, _ source: String, _ keys: KeyChangeReading, as action: String,
    in session: any StoreSession
  ) throws {
    for rename in directory.renames {
      try session.audit.add(
        at: time.now(), actor, "user.rename", rename.from, ["to": .string(rename.to)])
    }
    for succession in directory.successions {
      try session.audit.add(
        at: time.now(), actor, "user.succeed", succession.username,
        ["who": .string(succession.sentence)])
    }
    let result = directory.result
    try session.audit.add(
      at: time.now(), actor, action, source,
      [
        "added": .integer(Int64(result.added)), "changed": .integer(Int64(result.changed)),
        "deleted": .integer(Int64(result.deleted)),
        "renamed": .integer(Int64(result.renamed)),
        "displaced": .integer(Int64(result.displaced)),
        "rekeyed": keys == .samePeople ? .integer(Int64(result.rekeyed)) : .null,
      ])
  }

  /// Takes one user out of the directory.
  public func delete(_ name: String) throws -> [EvaluationResult] {
    try store.write { session in
      let user = try session.existingUser(named: name).user
      try HandChanges(session: session).note([user.id])
      try session.directory.deleteUser(user.id)
      try session.audit.add(at: time.now(), actor, "user.delete", user.username, [:])
      return try evaluations.evaluate([user.id], in: session)
    }
  }

  /// A date that is set must be one that can be told.
  static func checkDates(of user: DirectoryUser, before: DirectoryUser?) throws {
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
}
