import Text
import Engine
import SCIM

/// The groups of a service provider that become roles, and who is in them.
struct ProviderGroups: Sendable {
  /// The role of each group, by the group's id.
  private(set) var roles: [String: String] = [:]
  /// The roles of users, by the user's id, as the groups say it.
  private(set) var held: [String: Set<String>] = [:]

  /// Adds a group with the members that it shows.
  ///
  /// - Parameter role: what it becomes; `nil` for a group that was added before.
  mutating func add(_ group: JSONValue, role: String?) {
    let id = group.identifier ?? ""
    if let role { roles[id] = role }
    guard let role = role ?? roles[id] else { return }
    for member in group["members"]?.array ?? [] {
      if let user = member["value"]?.scalarText { held[user, default: []].insert(role) }
    }
  }

  /// The roles of a user, sorted: by the groups, and by what the user shows, since either may show a
  /// part. Membership by way of another group is left out.
  func roles(of user: JSONValue) -> [String] {
    var all = held[user.identifier ?? ""] ?? []
    for group in user["groups"]?.array ?? [] where group["type"]?.string != "indirect" {
      if let role = roles[group["value"]?.scalarText ?? ""] { all.insert(role) }
    }
    return all.sorted()
  }
}
