import Provisioning
import SCIM

/// Takes the plans of users one after another, and files what they come to, or only lists it. What
/// concerns accounts is filed at once; what concerns groups is gathered, since one group change
/// carries many users.
struct PlanBatch {
  enum Mode {
    /// The changes are listed, those that have an open task too, and nothing is written.
    case show
    /// Tasks are filed.
    case file
  }

  var context: PlanContext
  let session: any StoreSession
  let mode: Mode
  /// Whether a failed task is filed anew although nothing changed, as reapply does.
  let refilesFailed: Bool
  let includesAccounts: Bool
  /// The plan of which nothing may be left: what is not in it is not filed.
  var saved: SavedPlan?
  var summary = BatchSummary()
  /// What is listed in `.show`: the first of it, as many as are wanted.
  private(set) var changes: [PlannedChange] = []
  /// How many changes are wanted in full; `nil` for all.
  var wanted: Int?
  /// What all that is listed comes to.
  private(set) var tally = PlanTally()
  /// The open tasks that are listed as withdrawn in `.show`.
  var withdrawals: [ProvisioningTask] = []
  /// The users whose accounts cannot be computed, listed in `.show`.
  var impossible: [ImpossibleAccount] = []
  /// The users who cannot have a value, all of them in `.show`.
  var conflicts: [ValueConflict] = []
  /// The tasks that delete or suspend an account of the users who were looked at.
  var destructive: [TaskID] = []
  /// The tasks that take the users who were looked at out of groups.
  var removing: Set<TaskID> = []
  var groups: GroupBatch
  /// To whom unique values belong.
  var values: ValueBook
  /// Users of whose values it is not known yet whether others give them up.
  var deferred: [UserID: UserPlan] = [:]
  /// The Unix user who lets it be filed; `nil` for a worker, which causes nothing.
  let requester: String?
  /// Those who caused it, where it takes the place of a task of theirs.
  var inherited: [String]?
  /// Whether deletions and suspensions wait whatever the policy says, since whoever let them go may
  /// not approve them.
  var releaseWaits = false
  /// The same of removals from groups.
  var removalsWait = false
  /// What is to be written at the end of a page.
  var pending = PendingRows()
  /// Whether it is written then, and not at once.
  var isGathering = false

  init(
    _ context: PlanContext, _ session: any StoreSession, mode: Mode, by requester: String?,
    refilesFailed: Bool = false, includesAccounts: Bool = true, saved: SavedPlan? = nil
  ) {
    self.context = context
    self.session = session
    self.mode = mode
    self.requester = requester
    self.refilesFailed = refilesFailed
    self.includesAccounts = includesAccounts
    self.saved = saved
    values = ValueBook(context.app.id, session, isShown: mode == .show)
    groups = GroupBatch(limit: max(1, context.app.ways.membersPerPatch))
  }

  /// Files what one user's evaluation comes to.
  ///
  /// - Returns: the task by which the account comes to be what it should be.
  @discardableResult
  mutating func file(_ plan: UserPlan) throws -> TaskID? {
    summary.users += 1
    if let account = summary.count(plan), mode == .show { impossible.append(account) }
    summary.missingGroups.formUnion(plan.missingGroups)
    if includesAccounts, isMoved(plan) { return nil }
    var assignment = plan.before
    let account = try includesAccounts ? fileAccount(plan, &assignment) : plan.open?.id
    try addMemberships(plan, waitingOn: account, &assignment)
    try remember(plan, &assignment)
    return account
  }

  mutating func finish() throws {
    try withdrawMembers()
    for key in groups.keys { try flush(key, isLast: true) }
    try cureFailures()
    for id in groups.unneeded.sorted() {
      guard let creation = try session.unneededCreation(id, besides: groups.ended) else { continue }
      if creation.status.isOpen { note(withdrawal: creation) }
      groups.kept.remove(id)
      try settle(creation, note: "no longer needed")
    }
    if refilesFailed {
      try endDoneFailures()
      if saved == nil { try removeStrays() }
    }
    // What waits for a group keeps the making of it.
    for id in groups.kept {
      groups.kept.formUnion(try session.queue.waits(id).filter { $0.member == nil }.map(\.on))
    }
    if mode == .show {
      for id in groups.kept.sorted() {
        guard let task = try session.tasks.task(id) else { continue }
        list(PlannedChange(task: task, needsApproval: task.status == .pending))
      }
    }
    summary.conflicted = values.conflicted.count
    conflicts = values.conflicts.sorted { $0.key < $1.key }.map(\.value)
    summary.conflicts = Array(conflicts.prefix(BatchSummary.mostConflicts))
    summary.kept += groups.kept.count
    summary.moved += saved?.rest.map { "\($0) is not needed any more" } ?? []
  }

  /// Lists a change.
  mutating func list(_ change: PlannedChange) {
    tally.add(change.task)
    if changes.count < wanted ?? .max { changes.append(change) }
  }

  /// Whether a saved plan is applied and this account's change is not the one in it.
  private mutating func isMoved(_ plan: UserPlan) -> Bool {
    guard saved != nil, let draft = plan.draft, !plan.isIgnored else { return false }
    if saved?.takes(draft) == true { return false }
    summary.moved.append("\(draft.action.rawValue) \(draft.name) is not as it was planned")
    return true
  }

  /// Who caused what one user's evaluation comes to: whoever changed the user since the last one, and
  /// whoever evaluates, where nobody did or the rules are others since.
  func causes(_ plan: UserPlan) -> [String] {
    if let inherited { return inherited }
    let before = plan.before
    let isStale = before.version > 0 && before.version < plan.version
    let changed = before.isDirty ? before.changedBy : []
    return changed.isEmpty || isStale ? changed.joined(with: requester.map { [$0] } ?? []) : changed
  }

  /// Stores what the evaluation came to.
  private mutating func remember(_ plan: UserPlan, _ assignment: inout AssignmentRecord) throws {
    guard mode == .file else { return }
    let isAsBefore =
      plan.evaluation.outcome == assignment.outcome && plan.desiredChanged == false
    if includesAccounts || isAsBefore {
      if plan.desiredChanged { assignment.ignoredTask = nil }
      assignment.version = plan.version
      assignment.outcome = plan.evaluation.outcome
      assignment.detail = plan.evaluation.detail
      // What was desired last is kept while it cannot be computed.
      if !plan.isImpossible { assignment.desired = plan.evaluation.desired }
      assignment.dueAt = plan.evaluation.changesAt
      assignment.isDirty = plan.isBusy
      if !plan.isBusy { assignment.changedBy = [] }
    }
    if isGathering { pending.save(assignment) } else { try session.assignments.save(assignment) }
    guard includesAccounts, let references = plan.references, context.hasReferences else { return }
    try session.references.setReferences(context.app.id, of: plan.user.user.id, to: references)
  }
}

extension [String] {
  /// The names of both, each once.
  func joined(with others: [String]) -> [String] { self + others.filter { !contains($0) } }
}
