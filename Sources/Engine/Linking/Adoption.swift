import Provisioning
import SCIM

/// What came of reading the accounts that an app had before usher made one.
public struct AdoptionResult: Sendable, Hashable {
  /// How many accounts there are.
  public var accounts: Int
  /// How many of them are linked now, since they are as they should be.
  public var linked: Int
  /// What the evaluation of their users came to.
  public var evaluations: [EvaluationResult] = []
}

/// Takes over what an app holds before usher has any account there, as where somebody else provisioned it
/// until now. Nothing is sent: an account is linked to its user where a plan would link it and change
/// nothing of it; one that differs stays for the plan, which says what differs and waits for an approval.
struct Adoption: Sendable {
  let store: any Store
  let rights: DecisionRights
  let planning: Planning
  let verification: Verification
  let linking: Linking

  /// Reads the accounts, and the groups that the rules name.
  ///
  /// - Returns: `nil` where usher has accounts there already.
  func run(_ name: String, progress: @escaping (Int) -> Void) async throws -> AdoptionResult? {
    let app = try store.app(named: name)
    guard try store.read({ try $0.accounts.linkedAccounts(app.id) }) == 0 else { return nil }
    var result = AdoptionResult(
      accounts: try await verification.readAccounts(of: app, progress), linked: 0)
    if result.accounts == 0 { return result }
    do {
      try rights.check(to: "link accounts", of: app)
    } catch {
      // Whoever may not decide leaves it to the plan.
      return result
    }
    let (users, groups) = try link(app)
    result.linked = users.count
    if users.isEmpty { return result }
    try await verification.readMembers(of: groups, app, progress)
    result.evaluations = try store.write { try linking.evaluateAgain(app, users, in: $0) }
    return result
  }

  /// Links what is as it should be.
  ///
  /// - Returns: whose accounts are linked now, and the groups that somebody should be in.
  private func link(_ app: AppRecord) throws -> (users: [UserID], groups: Set<GroupID>) {
    try store.write { session in
      let plan = try planning.plan(app, in: session)
      let tasks = plan.changes.map(\.task).filter { $0.action == .link && $0.changes.isEmpty }
      let busy = try session.tasks.openUserTasks(app.id, tasks.compactMap(\.user))
        .filter { $0.value.status == .running }
      var users: [UserID] = []
      for task in tasks {
        guard let user = task.user, let id = task.remoteID, busy[user] == nil else { continue }
        try linking.link(id, to: user, app, in: session)
        users.append(user)
      }
      if !users.isEmpty { _ = try linking.evaluateAgain(app, users, in: session) }
      let filled = plan.changes.map(\.task).filter { $0.action == .addMembers }
      return (users, Set(filled.compactMap(\.group)))
    }
  }
}
