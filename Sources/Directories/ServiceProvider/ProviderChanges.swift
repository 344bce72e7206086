import Engine
import SCIM
import Text

/// Who changed in a service provider, by `meta.lastModified`. Servers answer a filter that they do not
/// know with an error, with nobody or with everybody, so that it is tried before it is believed.
struct ProviderChanges {
  /// How a reading of those who changed begins.
  enum Start {
    /// With this filter, while there are so many users.
    case filter(Filter, people: Int)
    /// Not at all, for this reason.
    case refused(String)
  }

  private let directory: SCIMDirectory

  /// How far before the mark a reading begins, in seconds.
  private static let overlap = 300.0
  /// A moment before anybody changed, and one after.
  private static let (never, later) = (0.0, 32_503_680_000.0)

  init(_ directory: SCIMDirectory) { self.directory = directory }

  func start(since mark: String) async throws -> Start {
    guard let moment = Double(mark) else {
      return .refused("the mark of the reading before cannot be read")
    }
    let query = ListQuery(startIndex: 1, count: 1)
    guard let people = try await directory.page("Users", query).totalResults else {
      return .refused("the server does not say how many users it has")
    }
    if let why = try await refusal(people: people) { return .refused(why) }
    return .filter(Self.filter(moment - Self.overlap), people: people)
  }

  /// Why the server cannot be asked for those who changed; `nil` where it can.
  ///
  /// - Parameter people: how many users it has.
  func refusal(people: Int) async throws -> String? {
    guard try await count(Self.later) == 0, try await count(Self.never) == people else {
      return "the server does not filter by meta.lastModified"
    }
    return nil
  }

  /// How many changed after a moment; `nil` where the server does not answer that.
  private func count(_ moment: Double) async throws -> Int? {
    let query = ListQuery(filter: Self.filter(moment), startIndex: 1, count: 1)
    let response = try await directory.client.read(.list("Users", query), what: "Users")
    guard response.status == 200, let page = try? ListPage(response: response) else { return nil }
    return page.totalResults
  }

  private static func filter(_ moment: Double) -> Filter {
    .compare(ProviderMark.path, .greater, .string(DateTime.text(moment)))
  }
}

/// The last change that was seen of a service provider's users, in seconds since 1970.
struct ProviderMark {
  static let path: AttributePath = "meta.lastModified"

  private var newest: Double?
  /// Why there is no mark; `nil` where there is one.
  private(set) var problem: String?

  /// - Parameter text: the mark from which a reading goes on.
  init(_ text: String?) { newest = text.flatMap { Double($0) } }

  /// Looks at a user. One who shows groups that do not show the user back leaves no mark, since nobody
  /// would see that such a membership ends.
  mutating func note(_ user: JSONValue, _ groups: ProviderGroups) {
    guard let moment = user.value(at: Self.path)?.string.flatMap(DateTime.seconds) else {
      problem = problem ?? "not every user has meta.lastModified"
      return
    }
    newest = max(newest ?? moment, moment)
    if groups.roles(of: user) != (groups.held[user.identifier ?? ""] ?? []).sorted() {
      problem = problem ?? "some groups are shown by their members alone"
    }
  }

  /// The mark as text; `nil` where there is none.
  var text: String? { problem == nil ? newest.map { String($0) } : nil }
}
