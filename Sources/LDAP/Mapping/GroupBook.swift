import Text

/// The groups of a reading, and which roles an entry holds by them.
struct GroupBook: Sendable {
  private struct Group {
    var role: String?
    var members: [String]
  }

  /// By the key of the group's name.
  private var groups: [String: Group] = [:]
  /// Roles by the key of an entry's name, by uid, and by the number of a primary group.
  private var byName: [String: Set<String>] = [:]
  private var byUID: [String: Set<String>] = [:]
  private var byNumber: [Int: Set<String>] = [:]
  private var uids: [String: [String]] = [:]
  private var numbers: [Int: String] = [:]
  /// How many groups there are, and how many members they name.
  private(set) var count = 0
  private(set) var memberships = 0

  /// Adds a group.
  ///
  /// - Parameters:
  ///   - role: what it becomes; `nil` where it only holds others.
  ///   - members: the names of its members.
  ///   - uids: their uids, where it knows them so.
  ///   - number: what its members' `primaryGroupID` says; `nil` where there is no such thing.
  mutating func add(
    _ dn: String, role: String?, members: [String], uids: [String] = [], number: Int? = nil
  ) {
    let key = DistinguishedName.key(dn)
    count += 1
    memberships += members.count + uids.count
    groups[key] = Group(role: role, members: members.map(DistinguishedName.key))
    if !uids.isEmpty { self.uids[key] = uids.map { $0.lowercased() } }
    if let number { numbers[number] = key }
  }

  /// Finds out who holds what, once every group is there.
  mutating func resolve(nested: Bool) {
    let parents = nested ? outerGroups() : [:]
    for (key, group) in groups {
      let roles = self.roles(of: key, parents)
      if roles.isEmpty { continue }
      for member in group.members where groups[member] == nil {
        byName[member, default: []].formUnion(roles)
      }
      for uid in uids[key] ?? [] { byUID[uid, default: []].formUnion(roles) }
    }
    for (number, key) in numbers {
      let roles = self.roles(of: key, parents)
      if !roles.isEmpty { byNumber[number] = roles }
    }
  }

  /// The roles of an entry, sorted.
  ///
  /// - Parameter name: the key of its name.
  func roles(of name: String, uid: String, primaryGroup: Int?) -> [String] {
    var roles = byName[name] ?? []
    if let more = byUID[uid.lowercased()] { roles.formUnion(more) }
    if let primaryGroup, let more = byNumber[primaryGroup] { roles.formUnion(more) }
    // Roles that differ in case alone are one.
    return roles.sorted().reduce(into: []) { all, role in
      if !all.contains(where: { $0.isSame(as: role) }) { all.append(role) }
    }
  }

  /// The groups that hold a group, by its key.
  private func outerGroups() -> [String: [String]] {
    var outer: [String: [String]] = [:]
    for (key, group) in groups {
      for member in group.members where groups[member] != nil {
        outer[member, default: []].append(key)
      }
    }
    return outer
  }

  /// The roles of a group and of those that hold it. Groups may hold each other: each is seen once.
  private func roles(of group: String, _ outer: [String: [String]]) -> Set<String> {
    var seen: Set<String> = [group]
    var open = [group]
    var roles: Set<String> = []
    while let next = open.popLast() {
      if let role = groups[next]?.role { roles.insert(role) }
      for key in outer[next] ?? [] where seen.insert(key).inserted { open.append(key) }
    }
    return roles
  }
}
