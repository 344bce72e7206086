import Provisioning
import Text

/// Who is missing, and who is not known.
extension SourceIntake {
  /// The users of a source who are not in a reading.
  static func missing(_ source: SourceID, _ book: ReadingBook, in session: any StoreSession) throws
    -> [(user: UserID, key: String)]
  {
    var missing: [(user: UserID, key: String)] = []
    var after: UserID = 0
    while true {
      let page = try session.sources.owned(
        source, after: after, limit: StorePage.size)
      guard let last = page.last else { return missing }
      missing += page.filter { !book.holds(key: $0.key) }
      after = last.user
    }
  }

  /// The keys of those who came in outline and are no users of a source.
  static func unknown(_ source: SourceID, _ book: ReadingBook, in session: any StoreSession)
    throws -> [String]
  {
    let keys = book.outlineKeys
    var unknown: [String] = []
    for start in stride(from: 0, to: keys.count, by: StorePage.size) {
      let page = keys[start..<min(start + StorePage.size, keys.count)]
      let known = try session.sources.owned(source, keys: Array(page))
      unknown += page.filter { known[$0] == nil }
    }
    return unknown
  }

  /// Stops where more people are missing than may be, or others than somebody said.
  static func check(
    _ count: Int, _ examples: [UserID], _ record: SourceRecord, _ request: SyncRequest,
    in session: any StoreSession
  ) throws {
    try check(
      count, of: try session.sources.ownedCount(record.id), examples, record, request,
      accepted: request.acceptMissing, in: session)
  }

  static func check(
    _ count: Int, of people: Int, _ examples: [UserID], _ record: SourceRecord,
    _ request: SyncRequest, accepted: Int?, in session: any StoreSession
  ) throws {
    let limits = record.definition.limits
    guard count != accepted, accepted != nil || limits.stop(count, of: people) else { return }
    throw EngineError.peopleMissing(
      record.name, count: count, of: people, limit: limits.words(of: people),
      examples: try session.directory.users(examples).map(\.user.username),
      given: request.acceptMissing)
  }
}
