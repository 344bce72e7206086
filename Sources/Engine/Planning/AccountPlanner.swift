import Text
import Provisioning
import SCIM

/// What becomes of one user's account. It asks nobody: what the store may have to add is noted in the
/// plan, so that many users are planned beside the thread that has the store.
struct AccountPlanner: Sendable {
  let context: PlanContext

  func plan(_ plan: inout UserPlan) {
    let policy = context.app.definition.provisioning
    if plan.account == nil, let name = plan.before.unsettled, plan.evaluation.isWithoutAccount {
      return look(&plan, name)
    }
    switch plan.evaluation.outcome {
    case .assigned:
      guard let desired = plan.evaluation.desired else { return }
      if let account = plan.account {
        if account.state == .hidden {
          bringBack(&plan, account, to: desired)
        } else {
          change(&plan, account, to: desired)
        }
      } else {
        create(&plan, desired)
      }
    case .suspended:
      guard let account = plan.account, account.state == .present,
        let desired = plan.evaluation.desired, policy.whenSuspended == .suspend
      else { return }
      change(&plan, account, to: desired)
    case .notStarted:
      // Somebody who is about to start loses no account for good.
      guard let account = plan.account, account.state == .present, policy.whenDeleted != .nothing
      else { return }
      suspend(&plan, account)
    case .noAccess, .excluded, .left, .undone, .deleted:
      guard let account = plan.account, account.state == .present else { return }
      switch policy.whenDeleted {
      case .delete: delete(&plan, account)
      case .suspend: suspend(&plan, account)
      case .nothing: return
      }
    case .incomplete, .conflict: return
    }
  }

  private func create(_ plan: inout UserPlan, _ desired: DesiredAccount) {
    let changes = desired.attributes.compactMap { attribute in
      attribute.value.map { AttributeChange(path: attribute.path, from: nil, to: $0) }
    }
    draft(
      &plan, .create, desired.userName, changes, AccountRequests.create(desired),
      reason: "\(plan.user.user.username) has access and no account", approval: [.create])
    plan.question = .names
  }

  /// An account may have been made by a request whose answer was lost: it is looked for, which needs
  /// nobody's approval.
  func look(_ plan: inout UserPlan, _ name: String) {
    let query = ListQuery(filter: .equals("userName", name))
    draft(
      &plan, .link, name, [], TaskRequest(HTTPRequest.list("Users", query)),
      reason: "an account may have been made by a request whose answer was lost", approval: [])
  }

  /// An account of that name is there and nobody's: it becomes the user's.
  func link(_ plan: inout UserPlan, _ stranger: AccountRecord, _ desired: DesiredAccount) {
    let changes = context.comparison.changes(desired, stranger.resource, except: context.notKept)
    draft(
      &plan, .link, desired.userName, changes,
      changes.isEmpty
        ? AccountRequests.get(stranger.remoteID)
        : request(stranger, changes),
      reason: "an account of this name is in the app already", approval: [.create, .update])
    plan.draft?.remoteID = stranger.remoteID
  }

  private func change(_ plan: inout UserPlan, _ account: AccountRecord, to desired: DesiredAccount)
  {
    let except = context.notKept.union(stuck(account, desired)).union(plan.withheld)
      .union(Self.refused(plan, account, desired))
    var changes = context.comparison.changes(desired, account.resource, except: except)
    if !desired.active, account.isInvited { changes.append(Self.endingInvitation(account)) }
    guard !changes.isEmpty else { return }
    let action = Self.action(changes)
    draft(
      &plan, action, desired.userName.isEmpty ? account.userName : desired.userName, changes,
      request(account, changes),
      reason: Self.reason(action, plan), approval: [.update])
    plan.draft?.remoteID = account.remoteID
  }

  /// The app says that the name is taken and shows nobody who has it: the account that was the user's
  /// is asked for by its id, with everything that it should hold.
  private func bringBack(
    _ plan: inout UserPlan, _ account: AccountRecord, to desired: DesiredAccount
  ) {
    var wanted = desired
    wanted.active = true
    let changes = wanted.attributes.compactMap { attribute in
      attribute.value.map { AttributeChange(path: attribute.path, from: nil, to: $0) }
    }
    draft(
      &plan, .reactivate, desired.userName, changes,
      request(account, changes),
      reason: "\(plan.user.user.username) is back, and the app may hide the account of before",
      approval: [.create, .update])
    plan.draft?.remoteID = account.remoteID
  }

  /// An account that was asked to be active and shows inactive may become active by itself.
  private static func endingInvitation(_ account: AccountRecord) -> AttributeChange {
    AttributeChange(path: "active", from: account.resource["active"], to: .bool(false))
  }

  private func suspend(_ plan: inout UserPlan, _ account: AccountRecord) {
    guard account.isActive || account.isInvited else { return }
    let changes = [
      AttributeChange(path: "active", from: account.resource["active"], to: .bool(false))
    ]
    draft(
      &plan, .suspend, account.userName, changes,
      request(account, changes), reason: whyLeaving(&plan),
      approval: [.delete])
    plan.draft?.remoteID = account.remoteID
  }

  private func delete(_ plan: inout UserPlan, _ account: AccountRecord) {
    let managed = plan.existingMemberships.filter { membership in
      membership.mayBe && (membership.ours || group(membership.group)?.origin == .created)
    }
    let leaving = managed.compactMap { membership in
      group(membership.group)?.remoteID.map {
        GroupRequests.remove([account.remoteID], from: $0, context.dialect)
      }
    }
    draft(
      &plan, .delete, account.userName,
      [AttributeChange(path: "userName", from: account.resource["userName"], to: nil)],
      AccountRequests.delete(account.remoteID, leaving: leaving), reason: whyLeaving(&plan),
      approval: [.delete])
    plan.draft?.remoteID = account.remoteID
  }

  private func request(_ account: AccountRecord, _ changes: [AttributeChange]) -> TaskRequest {
    context.app.replacesUsers
      ? AccountRequests.replace(
        account.remoteID, changes, known: account.asAsked, schemas: context.schemas)
      : AccountRequests.patch(account.remoteID, changes, known: account.resource)
  }

  private func group(_ id: GroupID) -> GroupRecord? {
    context.groupsByID[id]
  }

  /// Attributes that this account did not take when the very value was sent.
  private func stuck(_ account: AccountRecord, _ desired: DesiredAccount) -> Set<String> {
    Set(
      account.stuck.filter { path, value in
        (desired.value(at: path)?.text ?? "null") == value
      }.keys)
  }

  /// What the app refused together with a suspension: that goes first, and alone.
  private static func refused(
    _ plan: UserPlan, _ account: AccountRecord, _ desired: DesiredAccount
  ) -> Set<String> {
    guard !desired.active, account.isActive || account.isInvited, let failed = plan.failed,
      failed.isRefusedWithMore
    else { return [] }
    return Set(failed.changes.filter { !$0.takesAccess }.map(\.path))
  }

  private func draft(
    _ plan: inout UserPlan, _ action: TaskAction, _ name: String, _ changes: [AttributeChange],
    _ request: TaskRequest, reason: String, approval: [ApprovalKind]
  ) {
    plan.draft = ProvisioningTask(
      app: context.app.id, action: action, name: name, user: plan.user.user.id, changes: changes,
      request: request, reason: reason)
    plan.needsApproval = context.needsApproval(approval)
  }

  /// What a set of changes is called: whoever loses or gets back the use of the account comes first.
  static func action(_ changes: [AttributeChange]) -> TaskAction {
    guard let active = changes.first(where: { $0.path.lowercased() == "active" }) else {
      return .update
    }
    if active.to?.bool == false { return .suspend }
    return active.from?.bool == false ? .reactivate : .update
  }

  private static func reason(_ action: TaskAction, _ plan: UserPlan) -> String {
    let name = plan.user.user.username
    switch action {
    case .suspend: return "\(name) is suspended in the directory"
    case .reactivate: return "\(name) may use the account again"
    default:
      return plan.desiredChanged && plan.before.version > 0
        ? "the account of \(name) should have other values now"
        : "the account of \(name) is not what it should be"
    }
  }

  private func whyLeaving(_ plan: inout UserPlan) -> String {
    let name = plan.user.user.username
    switch plan.evaluation.outcome {
    case .deleted:
      plan.question = .successor
      return "\(name) was deleted in the directory"
    case .excluded: return "rule \(plan.evaluation.detail) says: do not provision \(name)"
    case .undone: return plan.evaluation.detail
    case .notStarted: return "\(name) starts on \(plan.evaluation.detail)"
    case .left: return "\(name) left on \(plan.evaluation.detail)"
    case .assigned, .noAccess, .suspended, .incomplete, .conflict:
      return "\(name) has no role that gives access any more"
    }
  }
}

extension Evaluation {
  /// Whether the user is to have no account that can be used.
  fileprivate var isWithoutAccount: Bool {
    switch outcome {
    case .noAccess, .notStarted, .left, .excluded, .undone, .suspended, .deleted: true
    case .assigned, .incomplete, .conflict: false
    }
  }
}
