import Logging
public import Provisioning

/// The audit log, to be read and proved, and with it the store.
public struct AuditReading: Sendable {
  let store: any Store
  let log: Logger

  /// Computes the chain of the audit log anew.
  ///
  /// - Parameters:
  ///   - heads: the heads that were written down outside the store.
  ///   - progress: gets how many entries were looked at.
  /// - Returns: the head.
  /// - Throws: `AuditChain.Broken` for the first entry that is not as it was written.
  public func verify(heads: [AuditHead] = [], progress: (Int) -> Void = { _ in }) throws
    -> AuditHead
  {
    var chain = AuditChain(heads: heads)
    try records { record in
      try chain.add(record)
      if record.seq.isMultiple(of: 1_000) { progress(Int(record.seq)) }
    }
    try chain.end()
    return chain.head
  }

  /// Every entry of the audit log as it is kept, oldest first, of one state of the store.
  public func records(each: (AuditRecord) throws -> Void) throws {
    try store.read { session in
      var after: Int64 = 0
      while true {
        let page = try session.audit.records(after: after, limit: 1_000)
        guard let last = page.last else { return }
        for record in page { try each(record) }
        after = last.seq
      }
    }
  }

  /// The number and hash of the last entry.
  public func head() throws -> AuditHead {
    let head = try store.read { try $0.audit.head() }
    return AuditHead(entries: head.seq, hash: head.hash)
  }

  /// How many entries the audit log has.
  public func count() throws -> Int64 {
    try store.read { try $0.audit.head().seq }
  }

  /// Entries of the audit log, newest first.
  public func entries(limit: Int?, each: (AuditEntry) throws -> Void) throws {
    try store.read { session in
      var before: Int64?
      var left = limit ?? .max
      while left > 0 {
        let page = try session.audit.entries(before: before, limit: min(left, StorePage.size))
        guard let last = page.last else { return }
        for entry in page { try each(entry) }
        left -= page.count
        before = last.seq
      }
    }
  }
}
