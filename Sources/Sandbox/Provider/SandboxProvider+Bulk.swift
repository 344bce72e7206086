import Text
import SCIM

extension SandboxProvider {
  static let maximumBulkOperations = 1000
  static let maximumBulkBytes = 1_048_576

  /// Answers several operations in one request (RFC 7644, section 3.7).
  mutating func bulk(_ call: SandboxCall) throws(SCIMFailure) -> HTTPResponse {
    guard profile.hasBulk else { throw .notImplemented }
    guard call.method == "POST" else { throw .notAllowed(call) }
    guard call.body.count <= Self.maximumBulkBytes else {
      throw SCIMFailure(
        status: 413, scimType: "tooLarge",
        detail: "The body is larger than \(Self.maximumBulkBytes) bytes.")
    }
    let body = try call.json()
    guard let operations = body["Operations"]?.array else {
      throw SCIMFailure(
        status: 400, scimType: "invalidSyntax", detail: "The message has no Operations.")
    }
    guard operations.count <= Self.maximumBulkOperations else {
      throw SCIMFailure(
        status: 413, detail: "There are more than \(Self.maximumBulkOperations) operations.")
    }
    var run = BulkRun(operations, failOnErrors: body["failOnErrors"]?.integer)
    while let (operation, index) = run.next() {
      run.finish(index, with: perform(operation, now: call.now), baseURL: baseURL)
    }
    return .scim(
      200,
      [
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkResponse"],
        "Operations": .array(run.results),
      ])
  }

  private mutating func perform(_ operation: JSONValue, now: Double) -> HTTPResponse {
    let method = operation["method"]?.string?.uppercased() ?? ""
    guard let path = operation["path"]?.string, path.hasPrefix("/"),
      ["POST", "PUT", "PATCH", "DELETE"].contains(method)
    else {
      return profile.errorResponse(
        SCIMFailure(
          status: 400, scimType: "invalidSyntax", detail: "An operation needs a method and a path.")
      )
    }
    var headers: [String: String] = [:]
    if let version = operation["version"]?.string { headers["If-Match"] = version }
    let request = SandboxRequest(
      method, path, headers: headers, body: operation["data"]?.bytes ?? [])
    guard let segments = request.segments, let kind = segments.first,
      ResourceKind(endpoint: kind) != nil
    else { return profile.errorResponse(SCIMFailure.notFound(path)) }
    let inner = SandboxCall(
      method: method, segments: segments, query: request.query ?? [:], headers: request.headers,
      body: request.body, now: now)
    do {
      return try route(inner)
    } catch {
      return profile.errorResponse(error)
    }
  }
}
