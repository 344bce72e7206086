public import Text

/// One page of a list (RFC 7644, section 3.4.2.4; RFC 9865). All but the resources may be missing or
/// wrong: page until no new id comes.
public struct ListPage: Sendable, Hashable {
  /// The resources of this page.
  public var resources: [JSONValue]
  /// How many resources there are on all pages.
  public var totalResults: Int?
  /// The place of the first resource in the whole list, counted from 1.
  public var startIndex: Int?
  /// How many resources the page has.
  public var itemsPerPage: Int?
  /// Where the next page starts, where the server pages by cursor.
  public var nextCursor: String?

  /// A page.
  public init(
    resources: [JSONValue], totalResults: Int? = nil, startIndex: Int? = nil,
    itemsPerPage: Int? = nil, nextCursor: String? = nil
  ) {
    self.resources = resources
    self.totalResults = totalResults
    self.startIndex = startIndex
    self.itemsPerPage = itemsPerPage
    self.nextCursor = nextCursor
  }

  /// Reads an answer to a list or a search. A bare array is taken for the resources; a missing
  /// `Resources` is an empty page where the rest of the message says that there is nothing on it.
  ///
  /// - Throws: The server's error, or one of the answer's own status that says why it is no list.
  public init(response: HTTPResponse) throws(SCIMFailure) {
    guard (200..<300).contains(response.status) else { throw SCIMFailure(response: response) }
    func refused(_ reason: String) -> SCIMFailure {
      SCIMFailure(status: response.status, detail: "The answer is not a list: \(reason).")
    }
    let json: JSONValue
    do {
      json = try JSONValue(parsing: response.body)
    } catch {
      let body = SCIMFailure(response: response).detail.map { "; it says: \($0)" } ?? ""
      throw refused("\(error.reason) at byte \(error.offset)\(body)")
    }
    try self.init(json: json, refused: refused)
  }

  private init(
    json: JSONValue, refused: (String) -> SCIMFailure
  ) throws(SCIMFailure) {
    if let array = json.array {
      self.init(resources: array)
    } else {
      guard json.object != nil else { throw refused("it is neither an object nor an array") }
      self.init(
        resources: [], totalResults: json["totalResults"]?.integer,
        startIndex: json["startIndex"]?.integer, itemsPerPage: json["itemsPerPage"]?.integer,
        nextCursor: json["nextCursor"]?.scalarText.flatMap { $0.isEmpty ? nil : $0 })
      switch json["Resources"] {
      case .array(let array)?: resources = array
      case nil, .null?:
        guard isStatedEmpty else { throw refused("it has no Resources") }
      case .bool?, .integer?, .number?, .string?, .object?:
        throw refused("Resources is not an array")
      }
    }
    guard resources.allSatisfy({ $0.object != nil }) else {
      throw refused("one of its resources is not an object")
    }
  }

  private var isStatedEmpty: Bool {
    if totalResults == 0 || itemsPerPage == 0 { return true }
    guard let totalResults, let startIndex else { return false }
    return startIndex > totalResults
  }
}
