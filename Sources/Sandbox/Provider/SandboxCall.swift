import Text
import SCIM

/// A request once it is taken apart, while it is answered.
struct SandboxCall {
  var method: String
  var segments: [String]
  var query: [String: String]
  var headers: [String: String]
  var body: [UInt8]
  var now: Double
  /// Whether the fault for new users hits it.
  var refusesNewUser = false

  /// The body as JSON.
  func json() throws(SCIMFailure) -> JSONValue {
    do {
      return try JSONValue(parsing: body)
    } catch {
      throw SCIMFailure(
        status: 400, scimType: "invalidSyntax",
        detail: "The body is not JSON: \(error.reason) at byte \(error.offset).")
    }
  }

  /// The attributes that the answer is to have.
  func projection(_ schemas: SchemaSet) throws(SCIMFailure) -> Projection {
    try Projection(
      attributes: query["attributes"], excluded: query["excludedattributes"], schemas: schemas)
  }

  /// Refuses the request where `If-Match` names other versions only (RFC 7644, section 3.14).
  func checkMatch(_ resource: StoredResource) throws(SCIMFailure) {
    guard let wanted = headers["if-match"], !Self.names(wanted, resource.entityTag) else { return }
    throw SCIMFailure(
      status: 412, detail: "The resource has changed; its version is \(resource.entityTag).")
  }

  /// Whether the client has this version already.
  func has(_ resource: StoredResource) -> Bool {
    headers["if-none-match"].map { Self.names($0, resource.entityTag) } ?? false
  }

  private static func names(_ list: String, _ tag: String) -> Bool {
    let tags = list.split(separator: ",").map { part in
      part.drop { $0 == " " }.split(separator: " ").first.map(String.init) ?? ""
    }
    return tags.contains("*") || tags.contains(tag) || tags.contains(String(tag.dropFirst(2)))
  }
}

extension HTTPResponse {
  /// An answer with a JSON body, or with none.
  static func scim(
    _ status: Int, _ body: JSONValue? = nil, headers: [String: String] = [:]
  ) -> HTTPResponse {
    var headers = headers
    if body != nil { headers["content-type"] = "application/scim+json" }
    return HTTPResponse(status: status, headers: headers, body: body?.bytes ?? [])
  }
}
