import Provisioning

/// What is known of a task, and of the account of its user, before anything is sent for it.
struct TaskPast: Sendable {
  /// What was sent for it before, by whatever worker.
  let attempts: [AttemptRecord]
  /// The creation of its user's account of which it is not known what came.
  let inDoubt: CreationInDoubt?
  /// The account that its user has.
  let account: AccountRecord?
  /// The accounts that its user had and may have again.
  let formerAccounts: [FormerAccount]
  /// The unique values that the task gives to its account.
  let values: [DesiredValue]
  /// Whether others have to do with a unique value that the account should have.
  let hasRivals: Bool
  /// Whether nothing at all was known of the task, its user's accounts and earlier requests.
  let isNew: Bool
  /// That its request was noted as sent; `nil` where that is still to be done.
  var announced: Announcement.Note?

  init(_ task: ProvisioningTask, of app: AppRecord, in session: any StoreSession) throws {
    let user = task.user
    let isNew = try user.map { try !session.queue.hasPast(task.id, task.app, $0) } ?? false
    attempts = isNew ? [] : try session.queue.attempts(task.id)
    inDoubt =
      isNew ? nil : try user.flatMap { try session.assignments.creationInDoubt(task.app, $0) }
    account =
      isNew ? nil : try user.flatMap { try session.accounts.accounts(task.app, users: [$0])[$0] }
    formerAccounts =
      isNew ? [] : try user.map { try FormerAccount.free(for: $0, task.app, in: session) } ?? []
    values = app.uniqueAttributes.values(of: task.changes)
    hasRivals = try session.values.hasTaker(app.id, of: values.map(\.value), besides: user)
    self.isNew = isNew
  }

  /// Whether something was sent before that may have made the account, although no answer said so.
  var hasBegun: Bool { !attempts.isEmpty || inDoubt != nil }

  /// When an earlier request, of this task or of another, may have made the user's account.
  var mayHaveMadeAt: Double? {
    [inDoubt?.sentAt, attempts.last { $0.mayHaveMade }?.at].compactMap { $0 }.max()
  }
}

extension FormerAccount {
  /// A user's accounts that ended without an admin's decision against them, and that are nobody else's.
  static func free(for user: UserID, _ app: AppID, in session: any StoreSession) throws
    -> [FormerAccount]
  {
    try session.accounts.formerAccounts(app, user: user).filter { former in
      switch former.ending {
      case .deleted, .hidden, .gone: break
      case .unlinked, .replaced: return false
      }
      let owner = try session.accounts.account(app, remoteID: former.remoteID)?.user
      return owner == nil || owner == user
    }
  }
}
