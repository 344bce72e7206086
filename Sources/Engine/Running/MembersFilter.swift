import SCIM

/// Asks an app whether somebody is in a group, by a filter on both: for apps that show only a part of
/// the members.
struct MembersFilter {
  let group: String
  /// Sends a request that only reads.
  let send: (HTTPRequest) async throws -> HTTPResponse

  /// Whether the account is in the group; `nil` where the app does not answer the question.
  func holds(_ id: String) async throws -> Bool? {
    let filter = Filter.and([.equals("id", group), .equals("members", id)])
    let response = try await send(.list("Groups", ListQuery(filter: filter)))
    if response.status == 404 { return false }
    guard response.status == 200, let page = try? ListPage(response: response) else { return nil }
    return page.resources.contains { $0.identifier == group }
  }

  /// Whether the app answers the question by the truth: yes for somebody whom it shows, no for
  /// nobody.
  func isTruthful(shown: String) async throws -> Bool {
    guard try await holds(shown) == true else { return false }
    return try await holds(Self.nobody(like: shown)) == false
  }

  /// An id of the same form that no account has, as far as one can tell.
  static func nobody(like id: String) -> String {
    guard let last = id.last else { return "nobody" }
    if id.allSatisfy(\.isNumber) { return id + "0000000" }
    let other: Character = last == "0" ? "1" : "0"
    return last.isHexDigit ? String(id.dropLast()) + String(other) : id + "-nobody"
  }
}
