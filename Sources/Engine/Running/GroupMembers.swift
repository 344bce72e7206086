import Text
import Provisioning
import SCIM

/// Adds members to a group, or removes them.
struct GroupMembers: ExecutionStep {
  let execution: Execution

  /// Adds members to a group or removes them: only those who are missing, or there. Nobody waits for
  /// an account that is not approved yet; whoever has none for good is named.
  func changeMembers() async throws -> ExecutionOutcome {
    var members = task.members
    if !members.isEmpty, !members.contains(where: { $0.state == .open }) {
      return outcome(members, [:])
    }
    guard let group = try await targetGroup() else {
      // Nobody is in a group that is not there.
      for index in members.indices where members[index].state == .open {
        members[index].state = .done
      }
      try await keepMembers(members, [:])
      return .done(note: "the group is not in the app any more")
    }
    if let moved = movedGroup(group) { return .moved(moved) }
    if members.isEmpty { return try await removeStrays(from: group) }
    let ready = try await settleAccounts(&members)
    if let moved = movedAccount(members, ready) { return .moved(moved) }
    let certain = try await claim(ready)
    await knowledge.enter(group)
    let result: MemberOutcome
    do {
      result = try await MemberChange(
        execution: execution, group: group, isAddition: task.action == .addMembers
      ).apply(members.compactMap { ready[$0.user] })
    } catch {
      await knowledge.leave(group)
      throw error
    }
    await knowledge.leave(group)
    for index in members.indices {
      guard let id = ready[members[index].user] else { continue }
      members[index].state = result.refused[id] == nil ? .done : .failed
    }
    try await keepMembers(members, ready, certain)
    return outcome(members, result.refused, unseen: result.unseen.count)
  }

  /// Whether the group is another one than the approved request has.
  private func movedGroup(_ group: String) -> String? {
    let path = task.request.path
    if path == "/Groups/" + GroupRequests.reference(toGroup: task.name) { return nil }
    let target = PercentEncoding.decode(path.dropFirst("/Groups/".count))
    return target == group ? nil : "the group is another one than when this was planned"
  }

  /// Whether a member has another account than the approved request has.
  private func movedAccount(_ members: [TaskMember], _ ready: [UserID: String]) -> String? {
    let shown = GroupRequests.members(in: task.request)
    let other = members.first { member in
      guard let id = ready[member.user] else { return false }
      return !shown.contains(id) && !shown.contains(GroupRequests.reference(toUser: member.name))
    }
    return other.map { "\($0.name) has another account than when this was planned" }
  }

  /// Removes ids that belonged to accounts which are gone.
  private func removeStrays(from group: String) async throws -> ExecutionOutcome {
    let ids = task.changes.compactMap { $0.from?.string }
    await knowledge.enter(group)
    let refused: [String: TaskError]
    do {
      refused = try await MemberChange(execution: execution, group: group, isAddition: false)
        .apply(ids).refused
    } catch {
      await knowledge.leave(group)
      throw error
    }
    await knowledge.leave(group)
    if let error = refused.values.first { return .failed(error) }
    try await store { session in
      guard let id = task.group, var record = try session.groups.group(id) else { return }
      record.strays.removeAll { ids.contains($0) }
      try session.groups.save(record)
    }
    return .done(note: nil)
  }

  /// The id of the group in the app; looked for by name where it is not known. `nil` where there is
  /// none out of which to take anybody.
  private func targetGroup() async throws -> String? {
    guard let id = task.group, let group = try await store({ try $0.groups.group(id) }) else {
      throw ExecutionStop(outcome: .moved("the group is not wanted any more"))
    }
    if let remoteID = group.remoteID { return remoteID }
    guard let found = try await groupCreation.existingGroup(), let remoteID = found.identifier
    else {
      if task.action == .removeMembers { return nil }
      throw ExecutionStop(
        outcome: .failed(
          TaskError(
            advice:
              "the app has no group \(group.name): create it there and refresh the entitlements, or let the rule create it"
          )))
    }
    try await groupCreation.keep(group, found, group.origin)
    return remoteID
  }

  /// Finds the accounts of the members that are still open, and settles those who have none.
  ///
  /// - Returns: the ids of the accounts in the app by user.
  private func settleAccounts(_ members: inout [TaskMember]) async throws -> [UserID: String] {
    let before = members
    let (settled, ready) = try await store { session in
      var members = before
      let open = members.filter { $0.state == .open }.map(\.user)
      let accounts = try session.accounts.accounts(app.id, users: open)
      let assignments = try session.assignments.assignments(app.id, open)
      let waits = Set(try session.queue.waits(task.id).compactMap(\.member))
      var ready: [UserID: String] = [:]
      for index in members.indices where members[index].state == .open {
        let user = members[index].user
        if let account = accounts[user], account.state == .present {
          ready[user] = account.remoteID
        } else if task.action == .removeMembers {
          members[index].state = .done
        } else if assignments[user]?.ignoredTask != nil {
          members[index].state = .skipped
        } else if !waits.contains(user) {
          members[index].state = .failed
        }
      }
      return (members, ready)
    }
    members = settled
    return ready
  }

  /// Writes down, before anything is sent, whose memberships are about to change: until the effect is
  /// seen, each of them may be or not, so that whoever is in the group by a request whose answer was
  /// lost can be taken out again, and whoever is out by one can be put in.
  ///
  /// - Returns: the memberships as they were, of those that were certain.
  private func claim(_ ready: [UserID: String]) async throws -> [UserID: MembershipRecord] {
    guard let id = task.group else { return [:] }
    return try await store { session in
      var certain: [UserID: MembershipRecord] = [:]
      for user in ready.keys.sorted() {
        let before = try session.groups.membership(group: id, user: user)
        // Who is in it already, by whoever, is not put in.
        guard task.action == .removeMembers || !before.known, !before.isInDoubt else { continue }
        var membership = before
        (membership.known, membership.ours) = (false, true)
        try session.groups.save(membership)
        certain[user] = before
      }
      return certain
    }
  }

  /// Keeps whom the change was seen to have reached.
  ///
  /// - Parameter certain: the memberships of before, which stay where the app refused the change. Who
  ///   is not among them may come into the group yet, by an earlier request, and stays in doubt.
  private func keepMembers(
    _ members: [TaskMember], _ ready: [UserID: String],
    _ certain: [UserID: MembershipRecord] = [:]
  ) async throws {
    guard let group = task.group else { return }
    try await store { session in
      for member in members {
        guard ready[member.user] != nil else { continue }
        var membership = try session.groups.membership(group: group, user: member.user)
        switch (member.state, certain[member.user]) {
        case (.done, nil) where task.action == .removeMembers: continue
        case (.done, _):
          membership.known = task.action == .addMembers
          membership.ours = task.action == .addMembers
        case (.failed, let before?):
          (membership.known, membership.ours) = (before.known, before.ours)
        case (.failed, nil), (.open, _), (.skipped, _): continue
        }
        try session.groups.save(membership)
      }
      guard var stored = try session.tasks.task(task.id) else { return }
      stored.members = members
      try session.tasks.save(stored)
    }
  }

  private func outcome(
    _ members: [TaskMember], _ refused: [String: TaskError], unseen: Int = 0
  ) -> ExecutionOutcome {
    let failed = members.filter { $0.state == .failed }.map(\.name)
    if !failed.isEmpty {
      var error =
        refused.values.first
        ?? TaskError(
          advice: "they have no account in the app: see why the account failed and retry that")
      let names = failed.prefix(5).joined(separator: ", ") + (failed.count > 5 ? ", …" : "")
      error.advice = "\(failed.count) of \(members.count) not done (\(names)): \(error.advice)"
      return .failed(error)
    }
    if members.contains(where: { $0.state == .open }) { return .partly }
    let skipped = members.filter { $0.state == .skipped }.map(\.name)
    var notes: [String] = []
    if !skipped.isEmpty {
      notes.append(
        "without \(skipped.joined(separator: ", ")), whose account was decided against")
    }
    if unseen > 0, task.action == .addMembers {
      notes.append("the app took the change and does not show \(unseen) of the members")
    }
    return .done(note: notes.isEmpty ? nil : notes.joined(separator: "; "))
  }
}
