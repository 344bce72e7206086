public import Text

/// One operation of a PATCH message (RFC 7644, section 3.5.2).
public struct PatchOperation: Sendable, Hashable {
  /// What it does.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    case add, remove, replace
  }

  /// What it does.
  public var op: Kind
  /// Where; `nil` for the resource itself, whose attributes the value then names.
  public var path: AttributePath?
  /// What to write, or what to remove.
  public var value: JSONValue?

  /// An operation.
  public init(_ op: Kind, _ path: AttributePath? = nil, _ value: JSONValue? = nil) {
    self.op = op
    self.path = path
    self.value = value
  }

  /// Reads an operation: `op` counts in any case, an empty path is none.
  public init(json: JSONValue) throws(SCIMFailure) {
    guard let word = json["op"]?.string, let op = Kind(rawValue: word.lowercased()) else {
      throw SCIMFailure(
        status: 400, scimType: "invalidSyntax",
        detail: "An operation's op must be add, remove or replace.")
    }
    self.init(op, nil, json["value"])
    guard let text = json["path"]?.string, !text.isEmpty else { return }
    do {
      path = try AttributePath(parsing: text)
    } catch {
      throw SCIMFailure(
        status: 400, scimType: "invalidPath",
        detail: "The path \(text) cannot be read: \(error.description).")
    }
  }

  /// The operation as a PATCH message has it.
  public var json: JSONValue {
    var object = JSONObject([("op", .string(op.rawValue))])
    if let path { object["path"] = .string(path.description) }
    if let value { object["value"] = value }
    return .object(object)
  }
}
