import Provisioning

/// The memberships that stopped a plan.
public struct BlockedMemberships: Sendable, Hashable {
  /// How many memberships it would end, those among them whose tasks are open already: what an admin
  /// lets go by its number.
  public var count: Int
  /// The limit, in words, with the group that is over it.
  public var limit: String
}

extension PlanLimits {
  /// Whether the removals from an app's groups are over its limits.
  ///
  /// - Parameter planned: how many are planned and not filed, by the group's key in the store.
  func blockedMemberships(
    _ app: AppRecord, planned: [GroupID: Int], in session: any StoreSession
  ) throws -> BlockedMemberships? {
    let limits = app.definition.provisioning.limits
    var counts = try session.limits.removals(app.id, since: limits.windowStart(time.now()))
    for (group, count) in planned { counts[group, default: RemovalCount()].open += count }
    let groups = try counts.sorted { $0.key < $1.key }.map { id, count in
      GroupRemovals(
        group: try session.groups.group(id)?.name ?? "a group", removed: count.open + count.recent,
        members: try session.limits.managedMembers(id) + count.done)
    }
    let open = counts.values.reduce(0) { $0 + $1.open }
    let excess = try limits.stop(groups) ?? excess(app, groups, counts, in: session)
    return excess.map { BlockedMemberships(count: open, limit: $0.limit) }
  }

  /// Whether too many memberships of the app as a whole are ended. Those of the groups that lose
  /// somebody are enough to tell where that is few of them.
  private func excess(
    _ app: AppRecord, _ groups: [GroupRemovals], _ counts: [GroupID: RemovalCount],
    in session: any StoreSession
  ) throws -> MembershipExcess? {
    let limits = app.definition.provisioning.limits
    let removed = groups.reduce(0) { $0 + $1.removed }
    let members = groups.reduce(0) { $0 + $1.members }
    guard limits.stop(memberships: removed, of: members) != nil else { return nil }
    let all =
      try session.limits.managedMembers(of: app.id) + counts.values.reduce(0) { $0 + $1.done }
    return limits.stop(memberships: removed, of: all)
  }

  /// Lets the open removals go, where their number is the one that was given.
  ///
  /// - Parameter part: the tasks that are meant alone; `nil` for all of the app's.
  /// - Returns: the number that there is.
  func acceptMemberships(
    _ number: Int, _ app: AppRecord, _ part: [TaskID]?, in session: any StoreSession
  ) throws -> Int {
    if let part {
      let count = try session.limits.removalCount(of: part)
      if count == number { try session.limits.acceptRemovals(part) }
      return count
    }
    let since = app.definition.provisioning.limits.windowStart(time.now())
    let count = try session.limits.removals(app.id, since: since).values.reduce(0) { $0 + $1.open }
    if count == number { try session.limits.acceptRemovals(app.id, since: since) }
    return count
  }
}
