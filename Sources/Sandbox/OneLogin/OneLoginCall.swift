import Text

/// A request once it is taken apart.
struct OneLoginCall {
  var method: String
  var segments: [String]
  var query: [String: String]
  var headers: [String: String]
  var body: [UInt8]
  var now: Double
  /// Whether the tester sent it, whom no quirk hits.
  var isTester: Bool

  /// The body as JSON.
  func json() throws(OneLoginFailure) -> JSONValue {
    do {
      return try JSONValue(parsing: body)
    } catch {
      throw .badRequest("the body is not JSON")
    }
  }

  /// The body as an object.
  func object() throws(OneLoginFailure) -> JSONObject {
    guard let object = try json().object else { throw .badRequest("Expected object in request") }
    return object
  }

  /// The body as a list of ids.
  func ids() throws(OneLoginFailure) -> [Int64] {
    guard let array = try json().array else { throw .badRequest("Expected array in request") }
    return array.compactMap { $0.integer.map(Int64.init) }
  }
}
