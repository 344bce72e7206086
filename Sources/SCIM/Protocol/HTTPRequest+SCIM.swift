public import Text

/// The requests of RFC 7644, section 3. A collection is `Users`, `Groups` or what `/ResourceTypes`
/// calls an endpoint, with or without a slash before it; an id may hold anything.
extension HTTPRequest {
  /// Asks for one resource, perhaps with only some attributes.
  public static func get(
    _ collection: String, id: String, attributes: [AttributePath] = []
  ) -> HTTPRequest {
    HTTPRequest("GET", path(collection, id) + ListQuery(attributes: attributes).text)
  }

  /// Asks for a page of resources.
  public static func list(_ collection: String, _ query: ListQuery = ListQuery()) -> HTTPRequest {
    HTTPRequest("GET", path(collection) + query.text)
  }

  /// Creates a resource.
  public static func create(_ collection: String, _ resource: JSONValue) -> HTTPRequest {
    HTTPRequest("POST", path(collection), body: resource)
  }

  /// Replaces a resource as a whole.
  public static func replace(
    _ collection: String, id: String, _ resource: JSONValue, ifMatch version: String? = nil
  ) -> HTTPRequest {
    HTTPRequest("PUT", path(collection, id), body: resource, headers: condition(version))
  }

  /// Changes a resource.
  public static func patch(
    _ collection: String, id: String, _ operations: [PatchOperation],
    ifMatch version: String? = nil
  ) -> HTTPRequest {
    HTTPRequest(
      "PATCH", path(collection, id), body: Patch.body(operations), headers: condition(version))
  }

  /// Deletes a resource.
  public static func delete(
    _ collection: String, id: String, ifMatch version: String? = nil
  ) -> HTTPRequest {
    HTTPRequest("DELETE", path(collection, id), headers: condition(version))
  }

  private static func path(_ collection: String, _ id: String? = nil) -> String {
    let names = collection.split(separator: "/").map { PercentEncoding.encode(String($0)) }
    return "/" + (names + [id.map(PercentEncoding.encode)].compactMap { $0 }).joined(separator: "/")
  }

  private static func condition(_ version: String?) -> [String: String] {
    version.map { ["If-Match": $0] } ?? [:]
  }
}
