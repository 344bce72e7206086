import Engine
import SCIM
import Text

/// From where a reading of those who changed begins.
struct OneLoginStart: Sendable {
  /// When it begins, as OneLogin reads it; `nil` where a date cannot be read.
  let since: String?
  private let newest: Double?

  /// The filter of the list of users.
  static let filter = "updated_since"
  /// How far before the mark a reading begins, in seconds: what is written shows up to five minutes
  /// later.
  private static let overlap = 600.0

  /// - Parameters:
  ///   - mark: the last change that the reading before saw.
  ///   - newest: the last change that OneLogin shows now.
  init(mark: String, newest: String) {
    since = DateTime.seconds(mark).map { DateTime.text($0 - Self.overlap) }
    self.newest = DateTime.seconds(newest)
  }

  /// Why the list cannot be asked for those who changed; `nil` where it can. Somebody who changed since
  /// then has to be in it.
  func refusal(_ client: OneLoginClient) async throws -> String? {
    guard let since, let start = DateTime.seconds(since), let newest else {
      return "OneLogin's dates cannot be read"
    }
    let path = OneLoginPages.path(
      "/api/2/users",
      [
        (name: "limit", value: "1"), (name: "fields", value: "id"),
        (name: Self.filter, value: since),
      ])
    let answer = try await client.get(path, accepting: [400, 422])
    guard answer.status == 200 else { return "OneLogin refuses `\(Self.filter)`" }
    let first = try OneLoginClient.json(answer, path).array?.first
    return first == nil && newest >= start
      ? "OneLogin shows nobody by `\(Self.filter)`, though somebody changed" : nil
  }
}
