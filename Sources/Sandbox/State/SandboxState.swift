import Text

/// Users, groups and who is in which, kept consistent.
struct SandboxState: Sendable {
  private(set) var users = ResourceStore()
  private(set) var groups = ResourceStore()
  /// For each group that has members who they are.
  private var members: [String: MemberList] = [:]
  /// For each member the groups that it is in.
  private var memberships: [String: MemberList] = [:]
  private var nextSequence = 1

  func store(_ kind: ResourceKind) -> ResourceStore {
    switch kind {
    case .user: users
    case .group: groups
    }
  }

  func find(_ kind: ResourceKind, _ id: String) -> StoredResource? {
    switch kind {
    case .user: users[id]
    case .group: groups[id]
    }
  }

  /// What a member of a group is; `nil` where nobody has that id.
  func member(_ id: String) -> (kind: ResourceKind, resource: StoredResource)? {
    if let user = users[id] { return (.user, user) }
    return groups[id].map { (.group, $0) }
  }

  /// The ids of a group's members in the order in which they came in.
  func members(of group: String) -> [String] { members[group]?.ids ?? [] }

  /// How many members a group has.
  func memberCount(of group: String) -> Int { members[group]?.count ?? 0 }

  /// Whether an id is among a group's members.
  func isMember(_ id: String, of group: String) -> Bool { members[group]?.contains(id) ?? false }

  /// The groups that someone is in.
  func groups(of id: String) -> [StoredResource] {
    memberships[id]?.ids.compactMap { groups[$0] } ?? []
  }

  /// A page of all resources of a kind.
  mutating func slice(_ kind: ResourceKind, offset: Int, limit: Int) -> [StoredResource] {
    switch kind {
    case .user: users.slice(offset: offset, limit: limit)
    case .group: groups.slice(offset: offset, limit: limit)
    }
  }

  /// Where to go on in all resources of a kind after a sequence.
  mutating func offset(_ kind: ResourceKind, after sequence: Int) -> Int {
    switch kind {
    case .user: users.offset(after: sequence)
    case .group: groups.offset(after: sequence)
    }
  }

  mutating func create(
    _ kind: ResourceKind, id: String, content: JSONValue, members: [String], now: Double
  ) -> StoredResource {
    let resource = StoredResource(
      id: id, sequence: nextSequence, content: content, created: now, modified: now)
    nextSequence += 1
    switch kind {
    case .user: users.insert(resource)
    case .group:
      groups.insert(resource)
      for member in members { join(id, member) }
    }
    return resource
  }

  /// Writes a user's or group's new attributes; nothing moves where they are what they were.
  mutating func change(_ kind: ResourceKind, _ id: String, to content: JSONValue, now: Double) {
    guard find(kind, id)?.content != content else { return }
    update(kind, id) { resource in
      resource.content = content
      resource.touch(now)
    }
  }

  /// Adds and removes members of a group; nothing moves where there is nothing to do.
  mutating func changeMembers(
    of id: String, adding added: [String], removing removed: [String], now: Double
  ) {
    guard !added.isEmpty || !removed.isEmpty else { return }
    groups.update(id) { $0.touch(now) }
    for member in removed { leave(id, member) }
    for member in added { join(id, member) }
  }

  /// Deletes a resource, and with it its memberships.
  mutating func delete(_ kind: ResourceKind, _ id: String, now: Double) {
    for group in groups(of: id) {
      changeMembers(of: group.id, adding: [], removing: [id], now: now)
    }
    switch kind {
    case .user: users.remove(id)
    case .group:
      for member in members(of: id) { leave(id, member) }
      groups.remove(id)
    }
  }

  private mutating func update(
    _ kind: ResourceKind, _ id: String, _ change: (inout StoredResource) -> Void
  ) {
    switch kind {
    case .user: users.update(id, change)
    case .group: groups.update(id, change)
    }
  }

  private mutating func join(_ group: String, _ member: String) {
    members[group, default: MemberList()].add(member)
    memberships[member, default: MemberList()].add(group)
  }

  private mutating func leave(_ group: String, _ member: String) {
    members[group]?.remove(member)
    if members[group]?.isEmpty == true { members[group] = nil }
    memberships[member]?.remove(group)
    if memberships[member]?.isEmpty == true { memberships[member] = nil }
  }
}

extension StoredResource {
  fileprivate mutating func touch(_ now: Double) {
    modified = now
    version += 1
  }
}
