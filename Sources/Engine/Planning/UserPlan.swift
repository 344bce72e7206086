import Text
import Provisioning
import SCIM

/// What one evaluation of one user comes to: what to file, and what to remember.
struct UserPlan: Sendable {
  let user: StoredUser
  var evaluation: Evaluation
  /// The mapping version that the evaluation was made under.
  let version: Int
  /// What the last evaluation came to.
  let before: AssignmentRecord
  let account: AccountRecord?
  /// The change of the account, not filed; `nil` where it is as it should be.
  var draft: ProvisioningTask?
  var needsApproval = false
  /// What the store may have to add to it; `nil` for nothing.
  var question: AccountQuestion?
  /// The task on the account that is open.
  let open: ProvisioningTask?
  /// The task on the account that failed and has no successor.
  let failed: ProvisioningTask?
  /// The changes of memberships.
  var memberships: [MembershipPlan] = []
  /// Groups that a rule names, that the app does not have, and that no rule may create.
  var missingGroups: [String] = []
  let existingMemberships: [MembershipRecord]
  let openMemberships: [OpenMembership]
  /// The changes of memberships that failed.
  let failedMemberships: [OpenMembership]

  /// What somebody pinned by undoing a run.
  var pins: [Pin] = []

  /// Whether the user came a moment ago, so that nothing is kept of the values.
  var isNew = false

  /// The unique values that the account should have.
  var wants: [DesiredValue] = []
  /// The unique values that the account has.
  var holds: Set<UniqueValue> = []
  /// Why a value is not the user's; `nil` where every one is.
  var conflict: ValueConflict?
  /// Attributes (SCIM paths) that are not changed, because their values are another user's.
  var withheld: Set<String> = []
  /// Tasks that must end before the one on the account.
  var waits: [TaskWait] = []
  /// To whom the account refers; `nil` where that was not looked up.
  var references: [UserID]?
  /// References that cannot be looked up, in sentences.
  var problems: [String] = []
  /// Who caused it beside those who changed the user.
  var causedBy: [String] = []

  /// Whether what is desired is what an admin decided against.
  var isIgnored: Bool {
    before.ignoredTask != nil && !desiredChanged
  }

  /// Whether what is desired changed since the last evaluation that could compute it.
  var desiredChanged: Bool {
    if evaluation.outcome == .incomplete { return false }
    // What was desired before is kept while it cannot be computed.
    let isBack = before.outcome == .incomplete && evaluation.outcome == .assigned
    return !isBack && before.outcome != evaluation.outcome
      || before.desired?.attributes != evaluation.desired?.attributes
  }

  /// Whether it is the user who changed since the last evaluation, and not what everyone is evaluated
  /// by.
  var isOwnChange: Bool { before.isDirty && before.version == version }

  /// Whether the account cannot be computed, so that all that is open stays as it is.
  var isImpossible: Bool { evaluation.outcome == .incomplete }

  /// Whether a worker is at the account or at one of the memberships, so that its outcome is not
  /// known: the user is evaluated again when it is.
  var isBusy: Bool {
    open?.status == .running || openMemberships.contains { $0.status == .running }
  }

  /// Whether memberships are to be as desired. Whoever cannot have a value keeps their account, and
  /// with it what the groups give.
  var mayJoin: Bool { evaluation.outcome == .assigned || evaluation.outcome == .conflict }

  /// Whether the account exists, or will once what is filed was done.
  var willExist: Bool {
    if account?.state == .present { return draft?.action != .delete }
    guard let draft, !draft.isLook else { return false }
    return draft.action != .delete && !isIgnored
  }
}

extension UserPlan {
  /// Makes what is stored of it, as far as that is made of the plan alone.
  mutating func write() {
    if draft.map({ open?.isSame(as: $0) == true }) == false {
      let hash = desiredHash
      draft?.desiredHash = hash
      draft?.write()
    }
    evaluation.desired?.write()
  }

  /// The hash of what is desired; empty where nothing is.
  var desiredHash: String { evaluation.desired?.attributesHash ?? "" }
}

extension UserPlan {
  /// Whether there is, or should be, an account with the values that are desired.
  func wantsAccount(_ context: PlanContext) -> Bool {
    switch evaluation.outcome {
    case .assigned, .conflict: true
    case .suspended:
      account?.state == .present
        && context.app.definition.provisioning.whenSuspended == .suspend
    case .noAccess, .notStarted, .left, .excluded, .undone, .incomplete, .deleted: false
    }
  }

  /// The unique values that the planned change gives to the account.
  var takes: [DesiredValue] {
    guard let draft, !isIgnored else { return [] }
    return wants.filter { want in
      !holds.contains(want.value)
        && (account == nil || draft.changes.contains { $0.path.isSame(as: want.path) })
    }
  }
}

/// One membership that an evaluation wants or no longer wants.
struct MembershipPlan: Sendable {
  let group: DesiredGroup
  let record: GroupRecord?
  let change: MembershipRecord.Change?
  let desired: Bool
}

extension ProvisioningTask {
  /// Whether it only looks for an account that may have been made by a request whose answer was lost.
  fileprivate var isLook: Bool { action == .link && remoteID == nil }
}
