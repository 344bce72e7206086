public import Text
public import Provisioning
import SCIM

/// The audit log.
public protocol AuditStore {
  /// Appends an entry to the chain.
  func add(at: Double, _ actor: Actor, _ action: String, _ subject: String, _ detail: JSONValue)
    throws

  /// Appends entries of one moment to the chain.
  func add(at: Double, _ actor: Actor, _ entries: [AuditDraft]) throws

  /// Entries, newest first.
  func entries(before: Int64?, limit: Int) throws -> [AuditEntry]

  /// Entries as they are kept, oldest first, for the recomputation of the chain.
  func records(after: Int64, limit: Int) throws -> [AuditRecord]

  /// Entries, oldest first.
  func entries(after: Int64, limit: Int) throws -> [AuditEntry]

  /// The last entry's number and hash; 0 and empty for an empty log.
  func head() throws -> (seq: Int64, hash: String)

  /// Entries of the audit log whose actor, action or subject holds a text, newest first.
  ///
  /// - Parameter before: only entries with smaller numbers; `nil` from the newest.
  func entries(search: String, before: Int64?, limit: Int) throws -> [AuditEntry]

  /// The same with larger numbers, oldest first.
  func entries(search: String, after: Int64, limit: Int) throws -> [AuditEntry]

  /// How many entries a search finds, counted up to a limit.
  func count(search: String, upTo limit: Int) throws -> Int
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
