import Text
import SCIM

/// What a list or a search asks for, checked.
struct ListRequest: Sendable {
  var filter: Filter?
  var startIndex = 1
  var count: Int?
  var cursor: String?
  var sortBy: AttributePath?
  var descending = false
  var projection: Projection

  /// Reads the parameters of a URL, names in lower case.
  init(query: [String: String], schemas: SchemaSet) throws(SCIMFailure) {
    projection = try Projection(
      attributes: query["attributes"], excluded: query["excludedattributes"], schemas: schemas)
    startIndex = max(1, try Self.integer(query["startindex"], "startIndex") ?? 1)
    count = try Self.integer(query["count"], "count").map { max(0, $0) }
    cursor = query["cursor"]
    descending = query["sortorder"]?.lowercased() == "descending"
    do {
      sortBy = try query["sortby"].map { text throws(SCIMSyntaxError) in
        schemas.canonical(try AttributePath(parsing: text))
      }
    } catch {
      throw SCIMFailure(
        status: 400, scimType: "invalidPath", detail: "sortBy cannot be read: \(error.description)."
      )
    }
    do {
      filter = try query["filter"].map { text throws(SCIMSyntaxError) in
        try Filter(parsing: text)
      }
    } catch {
      throw SCIMFailure(
        status: 400, scimType: "invalidFilter",
        detail: "The filter cannot be read: \(error.description).")
    }
    try filter?.checkOrder(schemas)
  }

  /// Reads the body of a search (RFC 7644, section 3.4.3).
  init(search: JSONValue, schemas: SchemaSet) throws(SCIMFailure) {
    guard let object = search.object else {
      throw SCIMFailure(
        status: 400, scimType: "invalidSyntax", detail: "The body of a search must be an object.")
    }
    var query: [String: String] = [:]
    for member in object.members {
      let texts = member.value.array?.compactMap(\.scalarText) ?? []
      query[member.name.lowercased()] =
        member.value.array == nil ? member.value.scalarText : texts.joined(separator: ",")
    }
    try self.init(query: query, schemas: schemas)
  }

  /// The same for the same list, whatever page of it is asked for.
  var fingerprint: String {
    let text = "\(filter?.description ?? "")|\(sortBy?.description ?? "")|\(descending)"
    let hash = text.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { hash, byte in
      (hash ^ UInt64(byte)) &* 0x100_0000_01b3
    }
    return String(hash, radix: 16)
  }

  private static func integer(_ text: String?, _ name: String) throws(SCIMFailure) -> Int? {
    guard let text else { return nil }
    guard let integer = Int(text) else {
      throw SCIMFailure(
        status: 400, scimType: "invalidValue", detail: "\(name) must be a whole number.")
    }
    return integer
  }
}

extension Filter {
  /// The names of the attributes at the top of a resource that the filter asks for, in lower case.
  var names: Set<String> {
    switch self {
    case .present(let path), .compare(let path, _, _), .element(let path):
      [path.attribute.lowercased()]
    case .and(let filters), .or(let filters): filters.reduce(into: []) { $0.formUnion($1.names) }
    case .not(let filter): filter.names
    }
  }

  /// Whether it is an equality, or several joined by `and`.
  var isEqualities: Bool {
    switch self {
    case .compare(let path, .equal, _): path.filter == nil
    case .and(let filters): filters.allSatisfy(\.isEqualities)
    case .present, .compare, .element, .or, .not: false
    }
  }

  /// Refuses an order of truth values and binary data (RFC 7644, table 3).
  func checkOrder(_ schemas: SchemaSet) throws(SCIMFailure) {
    switch self {
    case .compare(let path, .greater, _), .compare(let path, .greaterOrEqual, _),
      .compare(let path, .less, _), .compare(let path, .lessOrEqual, _):
      let type = schemas.attribute(at: path)?.type
      guard type == .boolean || type == .binary else { return }
      throw SCIMFailure(
        status: 400, scimType: "invalidFilter", detail: "The values of \(path) have no order.")
    case .and(let filters), .or(let filters):
      for filter in filters { try filter.checkOrder(schemas) }
    case .not(let filter): try filter.checkOrder(schemas)
    case .present, .compare, .element: return
    }
  }
}
