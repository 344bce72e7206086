import Provisioning
import SCIM

/// Tasks that change a group's members: what they are made of, and what is left of them.
struct MemberTasks {
  let context: PlanContext
  let session: any StoreSession

  /// The members of a filed task that are still to be done.
  func members(of task: ProvisioningTask) throws -> [GroupBatch.Member] {
    let open = task.members.filter { $0.state == .open }
    let accounts = try session.accounts.accounts(context.app.id, users: open.map(\.user))
    let waits = try session.queue.waits(task.id)
    return open.map { member in
      GroupBatch.Member(
        user: member.user, name: member.name, remoteID: accounts[member.user]?.remoteID,
        waitsOn: waits.first { $0.member == member.user }?.on)
    }
  }

  func draft(
    _ action: TaskAction, _ group: GroupRecord, _ members: [GroupBatch.Member], rule: String
  ) -> ProvisioningTask {
    let ids = members.map { $0.remoteID ?? GroupRequests.reference(toUser: $0.name) }
    let target = group.remoteID ?? GroupRequests.reference(toGroup: group.name)
    let request =
      action == .addMembers
      ? GroupRequests.add(ids, to: target, context.dialect)
      : GroupRequests.remove(ids, from: target, context.dialect)
    return ProvisioningTask(
      app: context.app.id, action: action, name: group.name, group: group.id,
      remoteID: group.remoteID,
      members: members.map { TaskMember(user: $0.user, name: $0.name) }, request: request,
      reason: (rule.isEmpty ? "the rules want it so" : "rule \(rule) wants it so")
        + (group.nameDifference.map { " (\($0))" } ?? ""))
  }

  /// Whether what is left of a task sends nothing but what was shown with it: the group or an account
  /// may be another one by now.
  func isPart(
    _ draft: ProvisioningTask, _ rest: [GroupBatch.Member], of task: ProvisioningTask
  ) -> Bool {
    let target = "/Groups/" + GroupRequests.reference(toGroup: task.name)
    guard task.request.path == draft.request.path || task.request.path == target else {
      return false
    }
    let shown = GroupRequests.members(in: task.request)
    return rest.allSatisfy { member in
      shown.contains(GroupRequests.reference(toUser: member.name))
        || member.remoteID.map(shown.contains) == true
    }
  }
}
