import Text
import Foundation

/// What of a list is asked for: filters, fields, an order and a page.
struct OneLoginListing {
  /// What a list takes.
  struct Kind {
    /// The filters by name; one that ends in `.` stands for all that begin so.
    var filters: Set<String>
    /// Whether `fields` can be given.
    var hasFields = true
    /// The fields by which it can be sorted.
    var sorts: Set<String> = ["id"]
    /// How many elements a page has at most.
    var maximum: Int
    /// How many it has where nobody says.
    var standard: Int
  }

  private(set) var filters: [String: String] = [:]
  private(set) var fields: [String]?
  private(set) var sort = "id"
  private(set) var isDescending = false
  private(set) var limit: Int
  private(set) var page = 1
  /// The cursor that asked for it.
  private(set) var cursor: String?
  private let carriesAll: Bool

  /// Reads the query of a list.
  ///
  /// - Parameter cursorForgets: Whether a cursor carries neither filters nor fields.
  init(
    _ query: [String: String], _ kind: Kind, cursorForgets: Bool
  ) throws(OneLoginFailure) {
    limit = kind.standard
    carriesAll = !cursorForgets
    let paging: Set = ["limit", "page", "sort"]
    let strangers = query.keys.filter { name in
      !paging.contains(name) && name != "cursor" && !(kind.hasFields && name == "fields")
        && !kind.filters.contains(name)
        && !kind.filters.contains { $0.hasSuffix(".") && name.hasPrefix($0) }
    }
    guard strangers.isEmpty else {
      throw .badRequest(
        "query parameter(s) not allowed: \(strangers.sorted().joined(separator: ", "))")
    }
    var query = query
    if let text = query.removeValue(forKey: "cursor") {
      guard paging.isDisjoint(with: query.keys) else {
        throw .paging("Requests can only have cursor xor pagination arguments")
      }
      guard cursorForgets || query.isEmpty else {
        throw .badRequest(
          "query parameter(s) not allowed: \(query.keys.sorted().joined(separator: ", "))")
      }
      guard let carried = Self.carried(by: text) else { throw .paging("Invalid pagination cursor") }
      cursor = text
      query.merge(carried) { own, _ in own }
    }
    try read(&query, kind)
    filters = query
  }

  private mutating func read(
    _ query: inout [String: String], _ kind: Kind
  ) throws(OneLoginFailure) {
    if let text = query.removeValue(forKey: "limit") {
      guard let number = Int(text), number > 0 else { throw .badRequest("limit must be positive") }
      limit = min(number, kind.maximum)
    }
    if let text = query.removeValue(forKey: "page") {
      guard let number = Int(text), number > 0 else { throw .badRequest("page must be positive") }
      page = number
    }
    if let direction = query.removeValue(forKey: "sort_direction") {
      isDescending = direction == "desc"
    }
    if let text = query.removeValue(forKey: "sort") {
      // A bare + has become a space on its way, and is no field's name.
      if text.hasPrefix("-") { isDescending = true }
      sort = String(text.hasPrefix("+") || text.hasPrefix("-") ? text.dropFirst() : text[...])
      guard kind.sorts.contains(sort) else {
        throw .v2(422, name: "UnprocessableEntity", "cannot sort by \(sort)")
      }
    }
    fields = query.removeValue(forKey: "fields")?.split(separator: ",").map {
      $0.trimmingCharacters(in: .whitespaces)
    }
  }

  private static func carried(by cursor: String) -> [String: String]? {
    guard let bytes = Data(base64Encoded: cursor),
      let text = String(validating: Array(bytes), as: UTF8.self), text.contains("page=")
    else { return nil }
    return SandboxRequest("GET", "/?" + text).query
  }

  /// The cursor that leads to a page of this list: its query in Base64.
  func cursor(toPage page: Int) -> String {
    var parts = [
      "limit=\(limit)", "sort=\(sort)", "page=\(page)",
      "sort_direction=\(isDescending ? "desc" : "asc")",
    ]
    if carriesAll {
      if let fields { parts.append("fields=" + fields.joined(separator: ",")) }
      parts += filters.sorted { $0.key < $1.key }.map {
        "\($0.key)=\(PercentEncoding.encode($0.value))"
      }
    }
    return Data(parts.joined(separator: "&").utf8).base64EncodedString()
  }

  /// Whether a text passes a filter: equal ignoring case, `*` for anything.
  static func passes(_ text: String, _ pattern: String) -> Bool {
    let (text, parts) = (
      text.lowercased(),
      pattern.lowercased().split(
        separator: "*", omittingEmptySubsequences: false)
    )
    guard parts.count > 1 else { return text == pattern.lowercased() }
    var rest = text[...]
    for (index, part) in parts.enumerated() {
      if index == 0 {
        guard rest.hasPrefix(part) else { return false }
        rest = rest.dropFirst(part.count)
      } else if index == parts.count - 1 {
        return rest.hasSuffix(part)
      } else if !part.isEmpty {
        guard let found = rest.range(of: part) else { return false }
        rest = rest[found.upperBound...]
      }
    }
    return true
  }
}
