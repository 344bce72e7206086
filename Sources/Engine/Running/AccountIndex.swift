import Text
import Provisioning
import SCIM

/// Everyone in an app as pages showed them, found by the values of some attributes. Of each account
/// only its names and these values are held.
struct AccountIndex: Sendable {
  private let paths: [AttributePath]
  private let kept: Set<String>
  private var accounts: [JSONValue] = []
  private var places: [[String: [Int]]]

  /// An index by these attributes and by the userName.
  init(_ attributes: [MatchAttribute]) {
    paths = (attributes + [MatchAttribute("userName")]).map(\.path)
    places = paths.map { _ in [:] }
    kept = Set(
      ["id", "username", "externalid"] + paths.map { ($0.schema ?? $0.attribute).lowercased() }
        + paths.map { $0.attribute.lowercased() })
  }

  /// Adds an account.
  mutating func add(_ account: JSONValue) {
    guard let members = account.object?.members else { return }
    for (number, path) in paths.enumerated() {
      for value in account.values(at: path) {
        guard let key = value.scalarText?.lowercased() else { continue }
        places[number][key, default: []].append(accounts.count)
      }
    }
    accounts.append(
      .object(
        JSONObject(
          members.filter { kept.contains($0.name.lowercased()) }.map { ($0.name, $0.value) })))
  }

  /// The accounts that may have this value; `nil` where they are not found by this attribute.
  func candidates(_ path: AttributePath, _ value: String) -> [JSONValue]? {
    guard let number = paths.firstIndex(of: path) else { return nil }
    return places[number][value.lowercased(), default: []].map { accounts[$0] }
  }
}
