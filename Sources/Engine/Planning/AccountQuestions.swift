import Provisioning
import SCIM

/// What the store may have to add to the plan of an account.
enum AccountQuestion: Sendable {
  /// Whether an account of that name is there already, and whether somebody had the name before.
  case names
  /// Whether somebody else has the name of who leaves.
  case successor
}

/// Asks the store what plans of accounts may need to know.
struct AccountQuestions {
  let context: PlanContext
  let session: any StoreSession

  /// Answers the questions of a page of plans. Nearly nobody's name is another's too, which is looked
  /// up for all of them at once.
  func answer(_ plans: inout [UserPlan]) throws {
    let new = plans.filter { $0.question == .names }
    let accounts = try session.accounts.accountNames(
      context.app.id, among: new.compactMap(\.draft?.name))
    let leavers = try session.people.leaverNames(among: new.map(\.user.user.username))
    for index in plans.indices {
      let plan = plans[index]
      switch plan.question {
      case .names:
        let isTaken = plan.draft.map { accounts.contains($0.name) } ?? false
        if isTaken || leavers.contains(plan.user.user.username) { try look(&plans[index]) }
      case .successor:
        let ownership = try AccountOwnership(context.app, in: session)
        add(try ownership.successor(of: plan.user.user.id), to: &plans[index])
      case nil: continue
      }
    }
  }

  /// Links an account that is there and nobody's, or says whose the name was.
  private func look(_ plan: inout UserPlan) throws {
    guard let desired = plan.evaluation.desired else { return }
    let user = plan.user.user.id
    let ownership = try AccountOwnership(context.app, in: session)
    let strangers = try session.accounts.strangers(context.app.id, userName: desired.userName)
    // Where an account of another name may have been made for the user, that one is looked for first.
    let isLost =
      plan.before.unsettled.map { $0.lowercased() != desired.userName.lowercased() } ?? false
    if !isLost, strangers.count == 1, let stranger = strangers.first,
      try ownership.refusal(of: stranger.resource, to: user) == nil
    {
      return AccountPlanner(context: context).link(&plan, stranger, desired)
    }
    add(try ownership.succession(of: user), to: &plan)
    add(try ownership.holder(ofUserName: desired.userName, not: user), to: &plan)
  }

  private func add(_ words: String?, to plan: inout UserPlan) {
    guard let words else { return }
    plan.draft?.reason += ". \(words)"
  }
}
