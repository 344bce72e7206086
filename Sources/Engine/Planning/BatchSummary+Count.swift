import Provisioning

extension BatchSummary {
  /// Counts what one user's evaluation came to.
  ///
  /// - Returns: the account that cannot be computed; `nil` where it can.
  mutating func count(_ plan: UserPlan) -> ImpossibleAccount? {
    switch plan.evaluation.outcome {
    case .assigned, .conflict: computed += 1
    case .incomplete:
      let account = ImpossibleAccount(
        name: plan.user.user.username, problems: plan.evaluation.problems,
        sentence: plan.evaluation.detail, hasAccount: plan.account?.state == .present,
        task: plan.open?.id)
      impossible.add(account)
      return account
    case .noAccess, .notStarted, .left, .excluded, .undone, .suspended, .deleted: break
    }
    return nil
  }
}
