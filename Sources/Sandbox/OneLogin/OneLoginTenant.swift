public import Text

/// What a tenant holds: users, roles, groups, custom fields and apps.
public struct OneLoginTenant: Sendable, Hashable {
  /// The users by id, in ascending order.
  public private(set) var users: [OneLoginUser] = []
  /// The roles in ascending order of their ids.
  public var roles: [OneLoginRole] = []
  /// The groups as v1 shows them.
  public var groups: [JSONObject] = []
  /// The custom fields as v2 shows them.
  public var customFields: [JSONObject] = []
  /// The apps.
  public var apps: [OneLoginApp] = []
  /// The mappings as v2 shows them.
  public var mappings: [JSONObject] = []
  /// The highest id of a user that was ever given.
  private var lastID: Int64 = 0

  /// A tenant without anything.
  public init() {}

  /// The user of an id.
  public func user(_ id: Int64) -> OneLoginUser? {
    index(of: id).map { users[$0] }
  }

  /// Puts a user in, in the place of the one with the same id.
  mutating func put(_ user: OneLoginUser) {
    let place = place(of: user.id)
    if place < users.count, users[place].id == user.id {
      users[place] = user
    } else {
      users.insert(user, at: place)
    }
    lastID = max(lastID, user.id)
  }

  /// Takes a user away, also from every role.
  ///
  /// - Returns: whether there was one.
  @discardableResult
  mutating func remove(user id: Int64) -> Bool {
    guard let index = index(of: id) else { return false }
    users.remove(at: index)
    for role in roles.indices {
      roles[role].users.removeAll { $0 == id }
      roles[role].unassigned.removeAll { $0 == id }
      roles[role].admins.removeAll { $0 == id }
    }
    return true
  }

  /// An id that no user has or had.
  mutating func nextUserID() -> Int64 {
    lastID += 1
    return lastID
  }

  /// The role of an id.
  func role(_ id: Int64) -> OneLoginRole? { roles.first { $0.id == id } }

  /// The app of an id.
  func app(_ id: Int64) -> OneLoginApp? { apps.first { $0.id == id } }

  /// The ids of the roles that a user holds.
  func roles(of user: Int64) -> [Int64] {
    roles.filter { $0.users.contains(user) }.map(\.id)
  }

  /// The ids of the roles that give an app.
  func roles(giving app: Int64) -> [Int64] {
    roles.filter { $0.apps.contains(app) }.map(\.id)
  }

  /// Who has an app by a role, by id.
  func users(having app: Int64) -> [OneLoginUser] {
    let holders = Set(roles.filter { $0.apps.contains(app) }.flatMap(\.users))
    return users.filter { holders.contains($0.id) }
  }

  /// The shortnames of the custom fields.
  var shortnames: [String] { customFields.compactMap { $0["shortname"]?.string } }

  private func index(of id: Int64) -> Int? {
    let place = place(of: id)
    return place < users.count && users[place].id == id ? place : nil
  }

  /// Where a user of this id stands, or would stand.
  private func place(of id: Int64) -> Int {
    var (low, high) = (0, users.count)
    while low < high {
      let middle = (low + high) / 2
      if users[middle].id < id { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
