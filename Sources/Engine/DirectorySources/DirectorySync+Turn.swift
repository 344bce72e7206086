import Provisioning
import SCIM
import Text

/// Whose turn it is to read a source.
extension DirectorySync {
  func claim(_ name: String, by reader: String) throws -> SourceRecord {
    try engine.store.write { session in
      var record = try session.existingSource(named: name)
      let now = engine.time.now()
      if let other = record.state.reader, other.until > now {
        throw EngineError.sourceIsRead(record.name, by: other.name, seconds: other.until - now)
      }
      record.state.reader = SourceReader(name: reader, until: now + Self.lease)
      record.state.triedAt = now
      try session.sources.save(record)
      return record
    }
  }

  func renew(_ id: SourceID, _ reader: String) throws {
    try engine.store.write { session in
      guard var record = try session.sources.all().first(where: { $0.id == id }),
        record.state.reader?.name == reader
      else { return }
      record.state.reader?.until = engine.time.now() + Self.lease
      try session.sources.save(record)
    }
  }

  func giveUp(_ record: SourceRecord, _ error: any Error, _ request: SyncRequest) throws {
    let sentence = SourceWords.sentence(error)
    try engine.store.write { session in
      guard var current = try session.sources.all().first(where: { $0.id == record.id }),
        current.state.reader?.name == record.state.reader?.name
      else { return }
      current.state.reader = nil
      if !request.dryRun, let sentence {
        let before = current.state.failure
        let now = engine.time.now()
        current.state.failure = SourceFailure(
          at: now, since: before?.since ?? now, count: (before?.count ?? 0) + 1, sentence: sentence)
        if before?.sentence != sentence {
          try session.audit.add(
            at: now, engine.actor, "directory.refuse", record.name, ["why": .string(sentence)])
        }
      }
      try session.sources.save(current)
    }
  }
}
