import Logging
import Provisioning

/// One attempt to read a source.
struct SyncAttempt {
  let source: any DirectorySource
  let record: SourceRecord
  let request: SyncRequest
  let reader: String
  /// What the source was before it was read.
  let stamp: String?
  /// When the sync began.
  let start: Double
  /// The mark from which it goes on; `nil` to read everyone.
  var mark: String?
  /// Why everyone is read; empty, or `nil`, for no special reason.
  var why: String?
}

/// Who changed does not say enough to be sure; everyone has to be read.
struct WholeReadingNeeded: Error {
  /// Why, as the rest of a sentence that begins with "because".
  var why: String

  init(_ why: String) { self.why = why }
}

/// How a source is read and checked, before anything is written.
extension DirectorySync {
  /// Reads everyone, or what changed since a mark, and takes it.
  func take(_ attempt: SyncAttempt, _ progress: (Int) -> Void) async throws -> SyncResult {
    let (source, record, request) = (attempt.source, attempt.record, attempt.request)
    let book = ReadingBook(try makeSpool())
    var reading = try await read(attempt, book, progress)
    book.extent = reading.extent
    guard book.people > 0 else { throw EngineError.nobodyInSource(record.name) }
    try await completeUnknown(source, record, book)
    try await completeChangedByHand(attempt, book)
    let found = try await confirmMissing(source, record, book, request)
    let lost = try checkRoles(book, record, request)
    if found > 0 {
      reading.notes.append(
        "\(found) missing from the list \(found == 1 ? "was" : "were") there when asked for by key"
      )
    }
    var result = SyncResult(source: record.name)
    result.people = book.people
    result.read = book.extent == .whole ? nil : book.count - book.outlines
    result.why =
      book.extent == .whole ? reading.why ?? attempt.why.flatMap { $0.isEmpty ? nil : $0 } : nil
    result.notes = reading.notes
    let intake = SourceIntake(
      engine: engine, attempt: attempt, reading: reading, book: book, found: found, lostRoles: lost)
    try intake.take(&result)
    return result
  }

  private func read(
    _ attempt: SyncAttempt, _ book: ReadingBook, _ progress: (Int) -> Void
  ) async throws -> SourceReading {
    try await healing(attempt.record) {
      try book.clear()
      var renewed = engine.time.now()
      return try await attempt.source.read(since: attempt.mark) { people in
        try Task.checkCancellation()
        for person in people { try book.add(person) }
        progress(book.count)
        if engine.time.now() - renewed > Self.lease / 3 {
          try renew(attempt.record.id, attempt.reader)
          renewed = engine.time.now()
        }
      }
    }
  }

  /// Asks a source for something, and again where the problem may pass.
  func healing<Answer>(
    _ record: SourceRecord, _ ask: () async throws -> Answer
  ) async throws -> Answer {
    var attempt = 1
    while true {
      do {
        return try await ask()
      } catch let problem as SourceProblem where problem.heals && attempt < Self.tries {
        engine.log.info("\(record.name): \(problem.sentence); it is read again")
        await engine.time.sleep(seconds: Double(1 << attempt) / 2)
        try Task.checkCancellation()
        attempt += 1
      }
    }
  }

  /// The most people who are looked up one by one since they came in outline and are not known here.
  private static let mostUnknown = 200

  /// Looks up those who came in outline and are not known here: they came into sight without a change
  /// of their own.
  private func completeUnknown(
    _ source: any DirectorySource, _ record: SourceRecord, _ book: ReadingBook
  ) async throws {
    let unknown = try engine.store.read { session in
      try SourceIntake.unknown(record.id, book, in: session).sorted()
    }
    if unknown.isEmpty { return }
    guard source.sight.findsByKey, unknown.count <= Self.mostUnknown, !unknown.contains("") else {
      throw WholeReadingNeeded("\(unknown.count) people are new who did not change")
    }
    for start in stride(from: 0, to: unknown.count, by: Self.asked) {
      let keys = Array(unknown[start..<min(start + Self.asked, unknown.count)])
      for person in try await healing(record, { try await source.find(keys) }) {
        try book.complete(person)
      }
    }
    // Whoever is not there any more is left out.
    for key in unknown { book.leaveOut(key) }
  }

  /// How many people are asked for at once.
  static let asked = 25

  /// Stops where roles that many held are held by nobody, which a group that could not be read looks
  /// like.
  ///
  /// - Returns: how many memberships are gone in that way, and were accepted.
  private func checkRoles(
    _ book: ReadingBook, _ record: SourceRecord, _ request: SyncRequest
  ) throws -> Int {
    // Who accepted that people are gone accepted that their roles are.
    if request.acceptMissing != nil, request.acceptLostRoles == nil { return 0 }
    let lost =
      book.roles.map { RoleCounts.lost(from: record.state.last?.roles ?? [:], to: $0) } ?? 0
    guard lost != request.acceptLostRoles ?? 0 else { return lost }
    throw EngineError.rolesMissing(record.name, count: lost, given: request.acceptLostRoles)
  }

  /// Asks for those who are missing, unless they are too many to be asked for.
  ///
  /// - Returns: how many are there.
  private func confirmMissing(
    _ source: any DirectorySource, _ record: SourceRecord, _ book: ReadingBook,
    _ request: SyncRequest
  ) async throws -> Int {
    if book.changes != nil { return 0 }
    let missing = try engine.store.read { session in
      try SourceIntake.missing(record.id, book, in: session)
    }
    guard !missing.isEmpty else { return 0 }
    try engine.store.read { session in
      try SourceIntake.check(
        missing.count, missing.prefix(3).map(\.user), record, request, in: session)
    }
    guard source.sight.findsByKey else { return 0 }
    var found = 0
    for start in stride(from: 0, to: missing.count, by: Self.asked) {
      let keys = missing[start..<min(start + Self.asked, missing.count)].map(\.key).filter {
        !$0.isEmpty
      }
      if keys.isEmpty { continue }
      for person in try await source.find(keys) where keys.contains(person.key) {
        try book.add(person)
        found += 1
      }
    }
    return found
  }
}
