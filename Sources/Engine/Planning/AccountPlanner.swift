import Provisioning
import SCIM

/// What becomes of one user's account.
struct AccountPlanner {
  let context: PlanContext
  let session: any StoreSession
  /// Which names others have or had; `nil` where that was not looked up.
  var names: TakenNames?

  func plan(_ plan: inout UserPlan) throws {
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
        try create(&plan, desired)
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
      try suspend(&plan, account)
    case .noAccess, .excluded, .left, .deleted:
      guard let account = plan.account, account.state == .present else { return }
      switch policy.whenDeleted {
      case .delete: try delete(&plan, account)
      case .suspend: try suspend(&plan, account)
      case .nothing: return
      }
    case .incomplete, .conflict: return
    }
  }

  private func create(_ plan: inout UserPlan, _ desired: DesiredAccount) throws {
    var words: [String?] = []
    if try isTaken(plan, desired) {
      let user = plan.user.user.id
      let ownership = try AccountOwnership(context.app, in: session)
      let strangers = try session.strangers(context.app.id, userName: desired.userName)
      if strangers.count == 1, let stranger = strangers.first,
        try ownership.refusal(of: stranger.resource, to: user) == nil
      {
        return link(&plan, stranger, desired)
      }
      words = [
        try ownership.succession(of: user),
        try ownership.holder(ofUserName: desired.userName, not: user),
      ]
    }
    let changes = desired.attributes.compactMap { attribute in
      attribute.value.map { AttributeChange(path: attribute.path, from: nil, to: $0) }
    }
    draft(
      &plan, .create, desired.userName, changes, AccountRequests.create(desired),
      reason: Self.joined("\(plan.user.user.username) has access and no account", words),
      approval: [.create])
  }

  /// Whether there may be anything to say of the names: an account has the userName, or somebody who
  /// left had the username.
  private func isTaken(_ plan: UserPlan, _ desired: DesiredAccount) throws -> Bool {
    let user = plan.user.user.username
    let names =
      try names
      ?? TakenNames(context.app.id, userNames: [desired.userName], usernames: [user], in: session)
    return names.accounts.contains(desired.userName) || names.leavers.contains(user)
  }

  /// An account may have been made by a request whose answer was lost: it is looked for, which needs
  /// nobody's approval.
  private func look(_ plan: inout UserPlan, _ name: String) {
    let query = ListQuery(filter: .equals("userName", name))
    draft(
      &plan, .link, name, [], TaskRequest(HTTPRequest.list("Users", query)),
      reason: "an account may have been made by a request whose answer was lost", approval: [])
  }

  /// An account of that name is there and nobody's: it becomes the user's.
  private func link(_ plan: inout UserPlan, _ stranger: AccountRecord, _ desired: DesiredAccount) {
    let changes = context.comparison.changes(desired, stranger.resource, except: context.notKept)
    draft(
      &plan, .link, desired.userName, changes,
      changes.isEmpty
        ? AccountRequests.get(stranger.remoteID)
        : request(stranger.remoteID, changes, stranger.resource),
      reason: "an account of this name is in the app already", approval: [.create, .update])
    plan.draft?.remoteID = stranger.remoteID
  }

  private func change(_ plan: inout UserPlan, _ account: AccountRecord, to desired: DesiredAccount)
  {
    let except = context.notKept.union(stuck(account, desired)).union(plan.withheld)
    var changes = context.comparison.changes(desired, account.resource, except: except)
    if !desired.active, account.isInvited { changes.append(Self.endingInvitation(account)) }
    guard !changes.isEmpty else { return }
    let action = Self.action(changes)
    draft(
      &plan, action, desired.userName.isEmpty ? account.userName : desired.userName, changes,
      request(account.remoteID, changes, account.resource),
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
      request(account.remoteID, changes, account.resource),
      reason: "\(plan.user.user.username) is back, and the app may hide the account of before",
      approval: [.create, .update])
    plan.draft?.remoteID = account.remoteID
  }

  /// An account that was asked to be active and shows inactive may become active by itself.
  private static func endingInvitation(_ account: AccountRecord) -> AttributeChange {
    AttributeChange(path: "active", from: account.resource["active"], to: .bool(false))
  }

  private func suspend(_ plan: inout UserPlan, _ account: AccountRecord) throws {
    guard account.isActive || account.isInvited else { return }
    let changes = [
      AttributeChange(path: "active", from: account.resource["active"], to: .bool(false))
    ]
    draft(
      &plan, .suspend, account.userName, changes,
      request(account.remoteID, changes, account.resource), reason: try whyLeaving(plan),
      approval: [.delete])
    plan.draft?.remoteID = account.remoteID
  }

  private func delete(_ plan: inout UserPlan, _ account: AccountRecord) throws {
    let managed = plan.existingMemberships.filter { membership in
      membership.known && (membership.ours || group(membership.group)?.origin == .created)
    }
    let leaving = managed.compactMap { membership in
      group(membership.group)?.remoteID.map {
        GroupRequests.remove([account.remoteID], from: $0, context.dialect)
      }
    }
    draft(
      &plan, .delete, account.userName,
      [AttributeChange(path: "userName", from: account.resource["userName"], to: nil)],
      AccountRequests.delete(account.remoteID, leaving: leaving), reason: try whyLeaving(plan),
      approval: [.delete])
    plan.draft?.remoteID = account.remoteID
  }

  private func request(_ id: String, _ changes: [AttributeChange], _ known: JSONValue)
    -> TaskRequest
  {
    context.app.replacesUsers
      ? AccountRequests.replace(id, changes, known: known, schemas: context.schemas)
      : AccountRequests.patch(id, changes, known: known)
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

  private func draft(
    _ plan: inout UserPlan, _ action: TaskAction, _ name: String, _ changes: [AttributeChange],
    _ request: TaskRequest, reason: String, approval: [ApprovalKind]
  ) {
    plan.draft = ProvisioningTask(
      app: context.app.id, action: action, name: name, user: plan.user.user.id, changes: changes,
      request: request, desiredHash: plan.evaluation.desired?.attributesHash ?? "", reason: reason)
    plan.needsApproval = context.needsApproval(approval)
  }

  /// A reason with more to it.
  private static func joined(_ reason: String, _ more: [String?]) -> String {
    ([reason] + more.compactMap { $0 }).joined(separator: ". ")
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
        ? "what the account of \(name) should be changed"
        : "the account of \(name) is not what it should be"
    }
  }

  private func whyLeaving(_ plan: UserPlan) throws -> String {
    let name = plan.user.user.username
    switch plan.evaluation.outcome {
    case .deleted:
      return Self.joined(
        "\(name) was deleted in the directory",
        [try AccountOwnership(context.app, in: session).successor(of: plan.user.user.id)])
    case .excluded: return "rule \(plan.evaluation.detail) says: do not provision \(name)"
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
    case .noAccess, .notStarted, .left, .excluded, .suspended, .deleted: true
    case .assigned, .incomplete, .conflict: false
    }
  }
}
