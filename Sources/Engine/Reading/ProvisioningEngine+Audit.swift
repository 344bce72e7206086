public import Provisioning

/// Whether the audit log's chain holds.
public struct AuditCheck: Sendable, Hashable {
  /// How many entries were read.
  public var entries: Int64 = 0
  /// The hash of the last one.
  public var hash = ""
  /// The first entry that is not as it was written, and how; `nil` where all are.
  public var broken: Broken?

  /// An entry that is not as it was written.
  public struct Broken: Sendable, Hashable {
    /// Its number.
    public var seq: Int64
    /// What is wrong.
    public var what: String
  }
}

extension ProvisioningEngine {
  /// Computes the chain of the audit log anew.
  ///
  /// - Parameter head: the number and hash of the last entry as they were written down outside the
  ///   store; `nil` where nothing was.
  public func verifyAudit(head: (seq: Int64, hash: String)?) throws -> AuditCheck {
    try store.read { session in
      var check = AuditCheck()
      while true {
        let page = try session.auditEntries(after: check.entries, limit: 1_000)
        if page.isEmpty { break }
        for entry in page {
          if let what = Self.problem(entry, check) {
            check.broken = AuditCheck.Broken(seq: check.entries + 1, what: what)
            return check
          }
          check.entries = entry.seq
          check.hash = entry.hash
          if let head, head.seq == entry.seq, head.hash != entry.hash {
            check.broken = AuditCheck.Broken(
              seq: entry.seq, what: "its hash is not the one that was written down outside")
            return check
          }
        }
      }
      if let head, head.seq > check.entries {
        check.broken = AuditCheck.Broken(
          seq: check.entries + 1,
          what: "it was written once and is missing: the log had \(head.seq) entries")
      }
      return check
    }
  }

  /// How many entries the audit log has.
  public func auditCount() throws -> Int64 {
    try store.read { try $0.auditHead().seq }
  }

  /// Entries of the audit log, newest first.
  public func auditEntries(limit: Int?, each: (AuditEntry) throws -> Void) throws {
    try store.read { session in
      var before: Int64?
      var left = limit ?? .max
      while left > 0 {
        let page = try session.auditEntries(before: before, limit: min(left, Self.pageSize))
        guard let last = page.last else { return }
        for entry in page { try each(entry) }
        left -= page.count
        before = last.seq
      }
    }
  }

  private static func problem(_ entry: AuditEntry, _ check: AuditCheck) -> String? {
    if entry.seq != check.entries + 1 { return "it is missing" }
    if entry.previousHash != check.hash { return "it does not follow the entry before it" }
    if entry.hash != entry.computedHash { return "it is not as it was written" }
    return nil
  }
}
