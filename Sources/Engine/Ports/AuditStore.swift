public import Text
public import Provisioning
import SCIM

/// The audit log.
public protocol AuditStore {
  /// Appends an entry to the chain.
  func audit(at: Double, _ actor: Actor, _ action: String, _ subject: String, _ detail: JSONValue)
    throws

  /// Appends entries of one moment to the chain.
  func audit(at: Double, _ actor: Actor, _ entries: [AuditDraft]) throws

  /// Entries, newest first.
  func auditEntries(before: Int64?, limit: Int) throws -> [AuditEntry]

  /// Entries as they are kept, oldest first, for the recomputation of the chain.
  func auditRecords(after: Int64, limit: Int) throws -> [AuditRecord]

  /// Entries, oldest first.
  func auditEntries(after: Int64, limit: Int) throws -> [AuditEntry]

  /// The last entry's number and hash; 0 and empty for an empty log.
  func auditHead() throws -> (seq: Int64, hash: String)
}

/// What an entry of the audit log is to say.
public struct AuditDraft: Sendable, Hashable {
  /// What was done.
  public var action: String
  /// To what.
  public var subject: String
  /// The particulars.
  public var detail: JSONValue

  /// An entry that is not written yet.
  public init(action: String, subject: String, detail: JSONValue) {
    self.action = action
    self.subject = subject
    self.detail = detail
  }
}
