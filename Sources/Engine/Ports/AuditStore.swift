public import Provisioning
public import SCIM

/// The audit log.
public protocol AuditStore {
  /// Appends an entry to the chain.
  func audit(at: Double, _ actor: Actor, _ action: String, _ subject: String, _ detail: JSONValue)
    throws

  /// Entries, newest first.
  func auditEntries(before: Int64?, limit: Int) throws -> [AuditEntry]

  /// Entries as they are kept, oldest first, for the recomputation of the chain.
  func auditRecords(after: Int64, limit: Int) throws -> [AuditRecord]

  /// Entries, oldest first.
  func auditEntries(after: Int64, limit: Int) throws -> [AuditEntry]

  /// The last entry's number and hash; 0 and empty for an empty log.
  func auditHead() throws -> (seq: Int64, hash: String)
}
