import Text

/// An entry of the audit log as it is kept, nothing of it interpreted: what is chained is every byte
/// that stands there.
public struct AuditRecord: Sendable, Hashable {
  /// Counted from 1 without gaps.
  public var seq: Int64
  /// Seconds since 1970.
  public var at: Double
  /// Who.
  public var actor: String
  /// From where.
  public var origin: String
  /// What was done.
  public var action: String
  /// To what.
  public var subject: String
  /// The particulars, as JSON text.
  public var detail: String
  /// The hash of the entry before; empty for the first.
  public var previousHash: String
  /// The hash of this entry.
  public var hash: String

  /// A record.
  public init(
    seq: Int64, at: Double, actor: String, origin: String, action: String, subject: String,
    detail: String, previousHash: String, hash: String
  ) {
    self.seq = seq
    self.at = at
    self.actor = actor
    self.origin = origin
    self.action = action
    self.subject = subject
    self.detail = detail
    self.previousHash = previousHash
    self.hash = hash
  }

  /// What the hash must be: over every field before it, as one JSON array.
  public var computedHash: String {
    let fields: [JSONValue] = [
      .integer(seq), .string(String(at)), .string(actor), .string(origin), .string(action),
      .string(subject), .string(detail), .string(previousHash),
    ]
    return SHA256.hex(JSONValue.array(fields).bytes)
  }
}

extension AuditRecord {
  /// The record as a line of an exported log.
  public var line: String { json.text }

  private var json: JSONValue {
    [
      "seq": .integer(seq), "at": .number(at), "actor": .string(actor), "origin": .string(origin),
      "action": .string(action), "subject": .string(subject), "detail": exportedDetail,
      "previousHash": .string(previousHash), "hash": .string(hash),
    ]
  }

  /// The particulars as JSON where they read back to the same text, and else as that text.
  private var exportedDetail: JSONValue {
    guard let value = try? JSONValue(parsing: detail), value.object != nil, value.text == detail
    else { return .string(detail) }
    return value
  }

  /// A record as a line of an exported log has it; `nil` where the line is not, byte for byte, one
  /// that is written for a record.
  public init?(line: String) {
    guard let value = try? JSONValue(parsing: line), let seq = value["seq"]?.integer,
      let actor = value["actor"]?.string, let origin = value["origin"]?.string,
      let action = value["action"]?.string, let subject = value["subject"]?.string,
      let detail = value["detail"], let previousHash = value["previousHash"]?.string,
      let hash = value["hash"]?.string
    else { return nil }
    let at: Double
    switch value["at"] {
    case .number(let number): at = number
    case .integer(let number): at = Double(number)
    default: return nil
    }
    self.init(
      seq: Int64(seq), at: at, actor: actor, origin: origin, action: action, subject: subject,
      detail: detail.string ?? detail.text, previousHash: previousHash, hash: hash)
    guard self.line == line else { return nil }
  }
}
