public import Text

/// One line of the audit log. Each holds the hash of the one before, so that none can be changed or
/// taken out of the middle unseen.
public struct AuditEntry: Sendable, Hashable {
  /// Counted from 1 without gaps.
  public var seq: Int64
  /// Seconds since 1970.
  public var at: Double
  /// Who.
  public var actor: Actor
  /// What was done: `task.approve`, `directory.import`, ….
  public var action: String
  /// To what, by name.
  public var subject: String
  /// The particulars.
  public var detail: JSONValue
  /// The hash of the entry before; empty for the first.
  public var previousHash: String
  /// The hash of this entry.
  public var hash: String

  /// An entry at the end of the chain.
  public init(
    seq: Int64, at: Double, actor: Actor, action: String, subject: String, detail: JSONValue,
    previousHash: String
  ) {
    self.seq = seq
    self.at = at
    self.actor = actor
    self.action = action
    self.subject = subject
    self.detail = detail
    self.previousHash = previousHash
    hash = ""
    hash = computedHash
  }

  /// The entry as a record says it; particulars that are no JSON are shown as text.
  public init(_ record: AuditRecord) {
    seq = record.seq
    at = record.at
    actor = Actor(name: record.actor, origin: record.origin)
    action = record.action
    subject = record.subject
    detail = (try? JSONValue(parsing: record.detail)) ?? .string(record.detail)
    previousHash = record.previousHash
    hash = record.hash
  }

  /// The entry as it is kept.
  public var record: AuditRecord {
    AuditRecord(
      seq: seq, at: at, actor: actor.name, origin: actor.origin, action: action, subject: subject,
      detail: detail.text, previousHash: previousHash, hash: hash)
  }

  /// What the hash must be.
  public var computedHash: String { record.computedHash }
}
