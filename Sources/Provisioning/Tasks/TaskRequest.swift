public import Text

/// The request of a task, as it is shown, approved and sent. Where an id does not exist yet it holds
/// a reference, `<id of user ann>`, which the worker replaces by that id and by nothing else.
public struct TaskRequest: Sendable, Hashable {
  /// The HTTP method.
  public var method: String
  /// The path behind the base URL, percent-encoded.
  public var path: String
  /// The body.
  public var body: JSONValue?
  /// What is sent before it, such as the removal from groups before a deletion.
  public var before: [TaskRequest]

  /// A request.
  public init(_ method: String, _ path: String, body: JSONValue? = nil, before: [TaskRequest] = [])
  {
    self.method = method
    self.path = path
    self.body = body
    self.before = before
  }

  /// The hash that an approval keeps: over every byte that is sent.
  public var hash: String { SHA256.hex(json.bytes) }

  /// The request as it is stored and shown.
  public var json: JSONValue {
    var object = JSONObject([
      ("method", .string(method)), ("path", .string(path)), ("body", body ?? .null),
    ])
    if !before.isEmpty { object["before"] = .array(before.map(\.json)) }
    return .object(object)
  }

  /// A request as it was stored; `nil` where a part of it cannot be read.
  public init?(json: JSONValue) {
    guard let method = json["method"]?.string, let path = json["path"]?.string else { return nil }
    var before: [TaskRequest] = []
    if let stored = json["before"] {
      guard let requests = stored.array else { return nil }
      for request in requests {
        guard let request = TaskRequest(json: request) else { return nil }
        before.append(request)
      }
    }
    self.init(
      method, path, body: json["body"].flatMap { $0 == .null ? nil : $0 }, before: before)
  }
}
