import Provisioning

/// How a change of a group's members ended.
struct MemberOutcome {
  /// Why, for each account for which it did not succeed.
  var refused: [String: TaskError] = [:]
  /// The accounts for which the app took the change and shows nothing of it: taken for done.
  var unseen: Set<String> = []

  func merging(_ other: MemberOutcome) -> MemberOutcome {
    MemberOutcome(
      refused: refused.merging(other.refused) { first, _ in first },
      unseen: unseen.union(other.unseen))
  }
}
