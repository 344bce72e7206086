public import SCIM

/// Who acts, and from where.
public struct Actor: Sendable, Hashable {
  /// The person: the Unix user, with the one behind `sudo` where there is one; or "policy",
  /// "worker".
  public var name: String
  /// The address the person came from, or the host itself.
  public var origin: String

  /// An actor.
  public init(name: String, origin: String) {
    self.name = name
    self.origin = origin
  }

  /// What the provisioning policy decides by itself.
  public static let policy = Actor(name: "policy", origin: "")
}

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

  /// What the hash must be: over every field before it, as one JSON array.
  public var computedHash: String {
    let fields: [JSONValue] = [
      .integer(seq), .string(String(at)), .string(actor.name), .string(actor.origin),
      .string(action), .string(subject), .string(detail.text), .string(previousHash),
    ]
    return SHA256.hex(JSONValue.array(fields).bytes)
  }
}
