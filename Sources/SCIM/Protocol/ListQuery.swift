import Text

/// What a list is asked for (RFC 7644, section 3.4.2; RFC 9865, section 2).
public struct ListQuery: Sendable, Hashable {
  /// Which resources.
  public var filter: Filter?
  /// The place of the first one, counted from 1.
  public var startIndex: Int?
  /// How many at most.
  public var count: Int?
  /// Where to go on, as the last page's `nextCursor` says. Empty text asks for paging by cursor.
  public var cursor: String?
  /// What to sort by.
  public var sortBy: AttributePath?
  /// Whether to sort downwards.
  public var descending: Bool
  /// The only attributes to answer with.
  public var attributes: [AttributePath]
  /// The attributes to leave out.
  public var excludedAttributes: [AttributePath]

  /// A query; what is left out is not asked for.
  public init(
    filter: Filter? = nil, startIndex: Int? = nil, count: Int? = nil, cursor: String? = nil,
    sortBy: AttributePath? = nil, descending: Bool = false, attributes: [AttributePath] = [],
    excludedAttributes: [AttributePath] = []
  ) {
    self.filter = filter
    self.startIndex = startIndex
    self.count = count
    self.cursor = cursor
    self.sortBy = sortBy
    self.descending = descending
    self.attributes = attributes
    self.excludedAttributes = excludedAttributes
  }

  /// The query of a URL with its `?`, percent-encoded; empty where nothing is asked for.
  public var text: String {
    func list(_ paths: [AttributePath]) -> String? {
      paths.isEmpty ? nil : paths.map(\.description).joined(separator: ",")
    }
    let parameters: [(String, String?)] = [
      ("filter", filter?.description), ("startIndex", startIndex.map(String.init)),
      ("count", count.map(String.init)), ("cursor", cursor), ("sortBy", sortBy?.description),
      ("sortOrder", sortBy != nil && descending ? "descending" : nil),
      ("attributes", list(attributes)), ("excludedAttributes", list(excludedAttributes)),
    ]
    let pairs = parameters.compactMap { name, value in
      value.map { "\(name)=\(PercentEncoding.encode($0))" }
    }
    return pairs.isEmpty ? "" : "?" + pairs.joined(separator: "&")
  }
}
