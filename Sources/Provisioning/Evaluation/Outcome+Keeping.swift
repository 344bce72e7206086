extension Outcome {
  /// Whether an open task on an account stays although this outcome plans nothing for the account.
  ///
  /// Where the account cannot be computed, nobody knows whether the change is still wanted, so it
  /// stays. Only what was filed because the user had left or was suspended ends: that is over; and
  /// what would be sent without anybody's decision although the user is known to be another by now.
  ///
  /// - Parameters:
  ///   - before: the outcome of the evaluation before this one.
  ///   - isOutdated: whether the policy alone approved it, and the user's own data changed since.
  public func keeps(_ action: TaskAction, filedUnder before: Outcome, isOutdated: Bool = false)
    -> Bool
  {
    guard self == .incomplete, !isOutdated else { return false }
    switch action {
    case .delete: return false
    case .suspend: return before == .assigned || before == .incomplete
    case .create, .update, .reactivate, .link, .createGroup, .updateGroup, .addMembers,
      .removeMembers:
      return true
    }
  }
}
