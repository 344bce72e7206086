import Provisioning
import Text

/// A reading of those who changed: nobody is missing from it, and where it does not fit what is known,
/// everyone has to be read.
extension SourceIntake {
  /// Stops where somebody is gone: those who are known and those who are new are more than there are.
  func check(_ changes: SourceChanges, in session: any StoreSession) throws {
    let known = record.state.last?.people ?? 0
    let absent = AbsentManagers(attempt.record.state)
    var new = 0
    try book.each(manager: { _ in "" }) { person in
      // Who was deleted by hand was counted before.
      if attempt.record.state.changedByHand?.contains(person.key) == true { return }
      guard try session.sources.owned(record.id, keys: [person.key]).isEmpty else { return }
      new += 1
      if absent.mayInclude(person) { throw WholeReadingNeeded("somebody's manager came") }
    }
    guard known + new == changes.people else {
      throw WholeReadingNeeded(
        known + new > changes.people ? "somebody is gone" : "more people are new than changed")
    }
  }

  /// The username of a manager who did not change.
  func manager(_ key: String, in session: any StoreSession) throws -> String? {
    guard book.changes != nil else { return nil }
    guard let user = try session.sources.owned(record.id, key: key),
      let known = try session.directory.users([user]).first
    else { throw WholeReadingNeeded("a manager is not known here") }
    return known.user.username
  }

  /// Gives those who did not come and hold other roles than before, with these.
  func eachWithOtherRoles(
    _ roles: [String: [String]], in session: any StoreSession,
    _ body: (SourcePerson) throws -> Void
  ) throws {
    var after: UserID = 0
    while true {
      let page = try session.sources.owned(record.id, after: after, limit: StorePage.size)
      guard let last = page.last else { return }
      after = last.user
      let others = page.filter { !book.holds(key: $0.key) }
      var users: [UserID: DirectoryUser] = [:]
      for known in try session.directory.users(others.map(\.user)) {
        users[known.user.id] = known.user
      }
      for (id, key) in others {
        guard var user = users[id], Set(user.roles) != Set(roles[key] ?? []) else { continue }
        user.roles = roles[key] ?? []
        var person = SourcePerson(
          key: key,
          entry: DirectoryEntry(
            user,
            mentioned: DirectoryEntry.Mentioned(
              attributes: .only([]), status: false, roles: true)))
        person.isOutline = true
        try body(person)
      }
    }
  }

  /// Ends an import of those who changed. Where a username went to another person or somebody was
  /// renamed, those who did not come may have to change too.
  func finish(_ directory: inout DirectoryImport) throws {
    try directory.takeDeferred()
    guard directory.displaced.isEmpty else {
      throw WholeReadingNeeded("a username went to another person")
    }
    try directory.finish(replace: false)
    guard directory.result.renamed == 0 else { throw WholeReadingNeeded("somebody was renamed") }
  }
}
