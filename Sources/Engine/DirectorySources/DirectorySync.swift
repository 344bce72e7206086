import Text
import Logging
import Provisioning
import SCIM

/// Reads directory sources and takes what they show into the directory.
///
/// A reading is whole before anything is written: it is kept aside, checked against the one before,
/// and who is missing is asked for. Then it is one import, with the guards that every import has.
public struct DirectorySync: Sendable {
  let engine: ProvisioningEngine
  let sources: any SourceOpener
  let makeSpool: @Sendable () throws -> any SourceSpool

  /// How long a source that is being read is left alone by others, in seconds.
  static let lease = 120.0
  /// How often a reading is tried whose problem may pass.
  static let tries = 3

  /// - Parameter spool: makes a place where a reading is kept aside.
  public init(
    _ engine: ProvisioningEngine, sources: any SourceOpener,
    spool: @escaping @Sendable () throws -> any SourceSpool
  ) {
    self.engine = engine
    self.sources = sources
    makeSpool = spool
  }

  /// Reads one source, and takes what it shows.
  ///
  /// - Parameter progress: gets how many people were read.
  public func sync(
    _ name: String, _ request: SyncRequest = SyncRequest(), progress: (Int) -> Void = { _ in }
  ) async throws -> SyncResult {
    let reader = "\(engine.actor.name)-\(UInt64(engine.chance.fraction() * 1e15))"
    let record = try claim(name, by: reader)
    let start = engine.time.now()
    do {
      let source = try sources.source(for: record.definition)
      let stamp = try await healing(record) { try await source.stamp() }
      if !request.full, !request.dryRun, let stamp, isCurrent(stamp, record, start) {
        return try confirm(record)
      }
      let book = ReadingBook(try makeSpool())
      var reading = try await read(source, record, book, reader, progress)
      guard book.count > 0 else { throw EngineError.nobodyInSource(record.name) }
      let found = try await confirmMissing(source, record, book, request)
      let lost = try checkRoles(book, record, request)
      if found > 0 {
        reading.notes.append(
          "\(found) missing from the list \(found == 1 ? "was" : "were") there when asked for by key"
        )
      }
      var result = SyncResult(source: record.name)
      result.people = book.count
      result.notes = reading.notes
      let intake = SourceIntake(
        engine: engine, record: record, book: book, reader: reader, request: request, found: found,
        lostRoles: lost, stamp: stamp, start: start)
      try intake.take(&result)
      return result
    } catch {
      try giveUp(record, error, request)
      if let problem = error as? SourceProblem {
        throw EngineError.source(record.name, problem)
      }
      throw error
    }
  }

  // MARK: Whose turn it is

  private func claim(_ name: String, by reader: String) throws -> SourceRecord {
    try engine.store.write { session in
      var record = try ProvisioningEngine.source(named: name, in: session)
      let now = engine.time.now()
      if let other = record.state.reader, other.until > now {
        throw EngineError.sourceIsRead(record.name, by: other.name, seconds: other.until - now)
      }
      record.state.reader = SourceReader(name: reader, until: now + Self.lease)
      record.state.triedAt = now
      try session.save(record)
      return record
    }
  }

  private func renew(_ id: SourceID, _ reader: String) throws {
    try engine.store.write { session in
      guard var record = try session.sources().first(where: { $0.id == id }),
        record.state.reader?.name == reader
      else { return }
      record.state.reader?.until = engine.time.now() + Self.lease
      try session.save(record)
    }
  }

  private func giveUp(_ record: SourceRecord, _ error: any Error, _ request: SyncRequest) throws {
    let sentence = SourceWords.sentence(error)
    try engine.store.write { session in
      guard var current = try session.sources().first(where: { $0.id == record.id }),
        current.state.reader?.name == record.state.reader?.name
      else { return }
      current.state.reader = nil
      if !request.dryRun, let sentence {
        let before = current.state.failure
        let now = engine.time.now()
        current.state.failure = SourceFailure(
          at: now, since: before?.since ?? now, count: (before?.count ?? 0) + 1, sentence: sentence)
        if before?.sentence != sentence {
          try session.audit(
            at: now, engine.actor, "directory.refuse", record.name, ["why": .string(sentence)])
        }
      }
      try session.save(current)
    }
  }

  // MARK: Nothing changed

  private func isCurrent(_ stamp: String, _ record: SourceRecord, _ now: Double) -> Bool {
    guard let last = record.state.last, record.state.failure == nil, last.stamp == stamp,
      last.scope == record.definition.scope
    else { return false }
    return now - last.at < record.definition.fullEvery ?? SourceDefinition.defaultFullEvery
  }

  private func confirm(_ record: SourceRecord) throws -> SyncResult {
    var result = SyncResult(source: record.name)
    result.isConfirmed = true
    result.people = record.state.last?.people ?? 0
    try engine.store.write { session in
      guard var current = try session.sources().first(where: { $0.id == record.id }) else { return }
      current.state.reader = nil
      current.state.last?.confirmedAt = engine.time.now()
      try session.save(current)
    }
    return result
  }

  // MARK: Reading

  private func read(
    _ source: any DirectorySource, _ record: SourceRecord, _ book: ReadingBook, _ reader: String,
    _ progress: (Int) -> Void
  ) async throws -> SourceReading {
    try await healing(record) {
      try book.clear()
      var renewed = engine.time.now()
      return try await source.read { people in
        try Task.checkCancellation()
        for person in people { try book.add(person) }
        progress(book.count)
        if engine.time.now() - renewed > Self.lease / 3 {
          try renew(record.id, reader)
          renewed = engine.time.now()
        }
      }
    }
  }

  /// Asks a source for something, and again where the problem may pass.
  private func healing<Answer>(
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
      book.mentionsRoles
      ? RoleCounts.lost(from: record.state.last?.roles ?? [:], to: book.roles) : 0
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
    for start in stride(from: 0, to: missing.count, by: 25) {
      let keys = missing[start..<min(start + 25, missing.count)].map(\.key).filter { !$0.isEmpty }
      if keys.isEmpty { continue }
      for person in try await source.find(keys) where keys.contains(person.key) {
        try book.add(person)
        found += 1
      }
    }
    return found
  }
}
