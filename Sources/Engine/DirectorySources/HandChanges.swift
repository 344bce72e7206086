import Provisioning

/// What people change by hand in users who belong to a source. The source does not know of it, so that
/// a reading of who changed there would never correct it: who was changed is kept with the source, and
/// looked up at the next reading.
struct HandChanges {
  let session: any StoreSession

  /// How many changed users a source keeps. Where there are more, everyone is read.
  static let limit = 200

  /// How many users are looked at one by one, to see whose they are.
  private static let looked = 5_000

  /// Keeps that users were changed, or are about to be deleted.
  func note(_ users: [UserID]) throws {
    if users.isEmpty { return }
    // Whatever reads everyone each time corrects them by itself.
    let sources = try session.sources.all().filter {
      $0.state.mark != nil || $0.state.last?.stamp != nil
    }
    if sources.isEmpty { return }
    var keys: [SourceID: [String]] = [:]
    if users.count > Self.looked {
      for source in sources { keys[source.id] = [""] }
    } else {
      for user in users {
        guard let source = try session.sources.owner(of: user) else { continue }
        keys[source, default: []].append(try key(of: user, in: source))
      }
    }
    for var record in sources {
      guard let new = keys[record.id] else { continue }
      let before = record.state.changedByHand ?? []
      let after = Set(before).union(new)
      guard after.count > before.count, before.count <= Self.limit else { continue }
      record.state.changedByHand = after.sorted()
      try session.sources.save(record)
    }
  }

  /// The key of a user there; empty where it has none that can be looked up.
  private func key(of user: UserID, in source: SourceID) throws -> String {
    let next = try session.sources.owned(source, after: user - 1, limit: 1).first
    return next?.user == user ? next?.key ?? "" : ""
  }
}

extension SourceState {
  /// Whether everyone has to be read, since it is not known of all users who were changed by hand who
  /// they are at the source.
  var needsEveryone: Bool {
    guard let changed = changedByHand else { return false }
    return changed.count > HandChanges.limit || changed.contains("")
  }

  /// Forgets those whom a reading corrected; `nil` for everyone.
  mutating func forgetChangedByHand(_ corrected: [String]?) {
    guard let changed = changedByHand else { return }
    let left = corrected.map { Set(changed).subtracting($0).sorted() } ?? []
    changedByHand = left.isEmpty ? nil : left
  }
}

extension DirectorySync {
  /// Looks up who was changed by hand here, and is not among those who changed at the source.
  func completeChangedByHand(_ attempt: SyncAttempt, _ book: ReadingBook) async throws {
    if book.extent == .whole { return }
    let keys = (attempt.record.state.changedByHand ?? []).filter { !book.holdsWhole(key: $0) }
    if keys.isEmpty { return }
    guard attempt.source.sight.findsByKey else {
      throw WholeReadingNeeded("users were changed by hand here")
    }
    for start in stride(from: 0, to: keys.count, by: Self.asked) {
      let part = Array(keys[start..<min(start + Self.asked, keys.count)])
      for person in try await healing(attempt.record, { try await attempt.source.find(part) })
      where part.contains(person.key) {
        if book.holds(key: person.key) { try book.complete(person) } else { try book.add(person) }
      }
    }
  }
}
