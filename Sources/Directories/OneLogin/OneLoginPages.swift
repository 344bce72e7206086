import Text
import Engine
import SCIM

/// A list of version 2, page by page, as a value: says what to ask for next, takes the answer, and
/// believes the end only where everything came.
///
/// A cursor is an offset and no snapshot: whoever is deleted on an earlier page moves somebody else
/// out of sight. So a total that falls, an element that comes twice, a cursor that leads in a circle
/// and a list that ends early are each a problem, and never an absence.
struct OneLoginPages {
  /// What to ask for next; `nil` at the end.
  private(set) var request: String?
  /// How many elements there are by the server's count; `nil` where it does not say.
  private(set) var total: Int?
  /// How many came.
  var count: Int { seen.count }

  /// How many elements a page is asked for.
  static let size = 100

  private let base: String
  /// What the list is of, for people.
  private let what: String
  private let query: [(name: String, value: String)]
  private var seen: Set<Int> = []
  private var cursors: Set<String> = []
  private var cursor: String?
  /// The fields that every element of the first page has.
  private var fields: Set<String>?
  /// Whether a cursor carries nothing but the place, so that the rest goes with it again.
  private var repeatsQuery = false

  /// A list.
  ///
  /// - Parameters:
  ///   - path: where it is.
  ///   - query: filters, fields and the order.
  ///   - what: what it is of, such as `users`.
  init(_ path: String, _ query: [(name: String, value: String)] = [], of what: String) {
    base = path
    self.query = query
    self.what = what
    request = Self.path(path, [(name: "limit", value: String(Self.size))] + query)
  }

  /// Takes the answer to ``request``.
  ///
  /// - Returns: the elements of the page; none where the page has to be asked for in another way.
  mutating func take(_ answer: HTTPResponse) throws -> [JSONValue] {
    let json = try OneLoginClient.json(answer, base)
    guard let page = json.array else {
      throw SourceProblem(.unreadable, "OneLogin's list of \(what) is no list", heals: true)
    }
    if isBare(page) {
      repeatsQuery = true
      request = cursorPath()
      return []
    }
    try count(answer)
    for element in page {
      guard let id = element["id"]?.integer else {
        throw SourceProblem(.unreadable, "one of OneLogin's \(what) has no id", heals: true)
      }
      guard seen.insert(id).inserted else {
        throw SourceProblem(
          .incomplete,
          "OneLogin's list of \(what) shows \(id) twice, so that others may be missing; nothing was taken",
          heals: true)
      }
    }
    if fields == nil, !page.isEmpty { fields = Self.fields(of: page) }
    try goOn(answer)
    return page
  }

  private mutating func count(_ answer: HTTPResponse) throws {
    guard let now = answer.headers["total-count"].flatMap({ Int($0) }) else { return }
    if let total, now < total {
      throw SourceProblem(
        .incomplete,
        "some of OneLogin's \(what) were deleted while they were read, so that others moved out of sight; nothing was taken",
        heals: true)
    }
    total = now
  }

  private mutating func goOn(_ answer: HTTPResponse) throws {
    guard let next = answer.headers["after-cursor"], !next.isEmpty else {
      request = nil
      guard let total, total > seen.count else { return }
      throw SourceProblem(
        .incomplete,
        "OneLogin says that it has \(total) \(what), and its list ends after \(seen.count); nothing was taken",
        heals: true)
    }
    guard cursors.insert(next).inserted else {
      throw SourceProblem(
        .incomplete,
        "OneLogin's list of \(what) leads back to a page that was read; nothing was taken",
        heals: true)
    }
    cursor = next
    request = cursorPath()
  }

  private func cursorPath() -> String {
    let cursor = (name: "cursor", value: cursor ?? "")
    return Self.path(base, repeatsQuery ? [cursor] + query.filter { $0.name != "sort" } : [cursor])
  }

  /// Whether a page lacks fields that were asked for and that the first page had.
  private func isBare(_ page: [JSONValue]) -> Bool {
    guard let fields, !repeatsQuery, !page.isEmpty else { return false }
    return !fields.isSubset(of: Self.fields(of: page))
  }

  private static func fields(of page: [JSONValue]) -> Set<String> {
    page.dropFirst().reduce(into: Set(page.first?.object?.members.map(\.name) ?? [])) {
      common, next in
      common.formIntersection(next.object?.members.map(\.name) ?? [])
    }
  }

  static func path(_ base: String, _ query: [(name: String, value: String)]) -> String {
    base + "?"
      + query.map { "\($0.name)=\(PercentEncoding.encode($0.value))" }.joined(separator: "&")
  }
}

extension OneLoginClient {
  /// Reads a list to its end.
  ///
  /// - Parameter each: gets the elements of each page.
  func all(_ list: OneLoginPages, each: ([JSONValue]) async throws -> Void) async throws {
    var list = list
    while let path = list.request {
      let page = try list.take(try await get(path))
      if !page.isEmpty { try await each(page) }
    }
  }

  /// A list as a whole.
  func all(_ list: OneLoginPages) async throws -> [JSONValue] {
    var elements: [JSONValue] = []
    try await all(list) { elements += $0 }
    return elements
  }

  /// A list of version 1, whose pages are wrapped.
  func wrapped(_ path: String, of what: String) async throws -> [JSONValue] {
    var elements: [JSONValue] = []
    var cursors: Set<String> = []
    var next = path
    while true {
      let page = try await json(next)
      guard let data = page["data"]?.array else {
        throw SourceProblem(.unreadable, "OneLogin's list of \(what) has no data", heals: true)
      }
      elements += data
      guard let cursor = page["pagination"]?["after_cursor"]?.scalarText, !cursor.isEmpty else {
        return elements
      }
      guard cursors.insert(cursor).inserted else {
        throw SourceProblem(
          .incomplete, "OneLogin's list of \(what) leads back to a page that was read", heals: true)
      }
      next = OneLoginPages.path(path, [(name: "after_cursor", value: cursor)])
    }
  }
}
