import Text
import Logging
import Provisioning
import SCIM

/// Reads directory sources and takes what they show into the directory.
///
/// A reading is complete before anything is written: it is kept aside, checked against the one before,
/// and who is missing is asked for. Then it is one import, with the guards that every import has, and
/// the source's mark is stored with it: whoever dies before goes on from the mark before.
///
/// Between the readings of everyone, only who changed is read. Where that is not enough to be sure,
/// everyone is, in the same sync.
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
      var attempt = SyncAttempt(
        source: source, record: record, request: request, reader: reader, stamp: stamp,
        start: start, why: wholeBecause(record, request, start))
      if attempt.why == nil {
        attempt.mark = record.state.mark
        do {
          return try await take(attempt, progress)
        } catch let needed as WholeReadingNeeded {
          attempt.mark = nil
          attempt.why = needed.why
        }
      }
      return try await take(attempt, progress)
    } catch {
      try giveUp(record, error, request)
      if let problem = error as? SourceProblem {
        throw EngineError.source(record.name, problem)
      }
      throw error
    }
  }

  /// Why everyone has to be read; `nil` where there is a mark to go on from, or the source was never
  /// read.
  private func wholeBecause(_ record: SourceRecord, _ request: SyncRequest, _ now: Double)
    -> String?
  {
    guard let last = record.state.last else { return nil }
    if let why = request.wholeBecause { return why }
    if record.state.failure != nil { return "the reading before was not taken" }
    if !isFresh(last, record, now) { return "its time had come by `full_every`" }
    if record.state.needsEveryone { return "users were changed by hand here" }
    return record.state.mark == nil ? record.state.markless ?? "" : nil
  }

  // MARK: Nothing changed

  private func isCurrent(_ stamp: String, _ record: SourceRecord, _ now: Double) -> Bool {
    guard let last = record.state.last, record.state.failure == nil, last.stamp == stamp,
      record.state.changedByHand == nil, last.scope == record.definition.scope
    else { return false }
    return isFresh(last, record, now)
  }

  /// Whether it is not long ago that everyone was read. A clock that was set back proves nothing.
  private func isFresh(_ last: SourceSummary, _ record: SourceRecord, _ now: Double) -> Bool {
    let age = now - (last.wholeAt ?? last.at)
    return age >= 0 && age < record.definition.fullEvery ?? SourceDefinition.defaultFullEvery
  }

  private func confirm(_ record: SourceRecord) throws -> SyncResult {
    var result = SyncResult(source: record.name)
    result.isConfirmed = true
    result.people = record.state.last?.people ?? 0
    try engine.store.write { session in
      guard var current = try session.sources.all().first(where: { $0.id == record.id }) else {
        return
      }
      current.state.reader = nil
      current.state.last?.confirmedAt = engine.time.now()
      try session.sources.save(current)
    }
    return result
  }
}
