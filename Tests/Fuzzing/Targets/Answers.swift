import Text
import SCIM

extension FuzzTarget {
  /// What a server answers: as a list, as an error, as a resource, as schemas.
  static let answer = FuzzTarget(name: "answer") { bytes in
    for status in [200, 400] {
      let response = HTTPResponse(status: status, body: bytes)
      let failure = SCIMFailure(response: response)
      if (failure.detail?.count ?? 0) > SCIMFailure.maximumDetail { return "the detail is long" }
      if let page = try? ListPage(response: response) {
        _ = SchemaSet(json: page.resources, core: Schema.user.id)
        for resource in page.resources { _ = resource.identifier }
      }
    }
    guard let value = try? JSONValue(parsing: bytes) else { return nil }
    guard let again = try? JSONValue(parsing: value.bytes), again == value else {
      return "what was written does not read back"
    }
    guard let pretty = try? JSONValue(parsing: value.prettyText), pretty == value else {
      return "what was written over lines does not read back"
    }
    _ = value["userName"]?.scalarText
    return SchemaSet.user.same(value, value, at: "name") ? nil : "it is not the same as itself"
  }
}
