import Text
import SCIM

/// The operations of a bulk request while they are performed: one that refers to another by its
/// `bulkId` waits until that one is done.
struct BulkRun {
  /// The answers, in the order of the operations; what was not reached has none.
  var results: [JSONValue] { finished.compactMap { $0 } }

  private let operations: [JSONValue]
  private let bulkIds: Set<String>
  private let failOnErrors: Int?
  private var finished: [JSONValue?]
  private var ids: [String: String] = [:]
  private var errors = 0

  init(_ operations: [JSONValue], failOnErrors: Int?) {
    self.operations = operations
    self.failOnErrors = failOnErrors
    bulkIds = Set(operations.compactMap { $0["bulkId"]?.string })
    finished = Array(repeating: nil, count: operations.count)
  }

  /// The next operation with its references resolved; `nil` at the end. Operations that wait for
  /// one another, or for one that failed, are performed with the reference as it is, and fail.
  func next() -> (operation: JSONValue, index: Int)? {
    if let failOnErrors, failOnErrors > 0, errors >= failOnErrors { return nil }
    let open = operations.indices.filter { finished[$0] == nil }
    let ready = open.first { index in
      references(operations[index]).allSatisfy { ids[$0] != nil || !bulkIds.contains($0) }
    }
    guard let index = ready ?? open.first else { return nil }
    return (resolved(operations[index]), index)
  }

  /// Takes note of the answer to an operation.
  mutating func finish(_ index: Int, with response: HTTPResponse, baseURL: String) {
    let operation = operations[index]
    var result = JSONObject()
    for name in ["method", "bulkId"] { result[name] = operation[name] }
    let body = response.body.isEmpty ? nil : try? JSONValue(parsing: response.body)
    if let version = response.headers["etag"] { result["version"] = .string(version) }
    if response.status < 300 {
      let location = body?["meta"]?["location"]?.string
      let path = resolved(operation)["path"]?.string ?? ""
      result["location"] = .string(location ?? baseURL + path)
      if let bulkId = operation["bulkId"]?.string, let id = body?["id"]?.scalarText {
        ids[bulkId] = id
      }
    } else {
      errors += 1
      result["response"] = body
    }
    result["status"] = .string(String(response.status))
    finished[index] = .object(result)
  }

  private func references(_ value: JSONValue) -> [String] {
    switch value {
    case .string(let text):
      text.hasPrefix("bulkId:")
        ? [String(text.dropFirst(7))]
        : text.split(separator: "/").filter { $0.hasPrefix("bulkId:") }.map {
          String($0.dropFirst(7))
        }
    case .array(let elements): elements.flatMap(references)
    case .object(let object): object.members.flatMap { references($0.value) }
    case .null, .bool, .integer, .number: []
    }
  }

  private func resolved(_ value: JSONValue) -> JSONValue {
    switch value {
    case .string(let text):
      let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { part in
        part.hasPrefix("bulkId:") ? ids[String(part.dropFirst(7))] ?? String(part) : String(part)
      }
      return text.contains("bulkId:") ? .string(parts.joined(separator: "/")) : value
    case .array(let elements): return .array(elements.map(resolved))
    case .object(let object):
      return .object(JSONObject(object.members.map { ($0.name, resolved($0.value)) }))
    case .null, .bool, .integer, .number: return value
    }
  }
}
