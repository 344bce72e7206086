import Provisioning

extension BatchSummary {
  /// What a person has to know before anything else: who cannot be computed, and why, a line for each
  /// reason; empty where everyone can.
  public func impossibleLines(_ app: String) -> [String] {
    guard impossible.users > 0 else { return [] }
    let reasons = impossible.reasons
    let lines =
      [
        "\(Self.accounts(impossible.users)) of \(app) cannot be computed, so nothing is filed or withdrawn there:"
      ]
      + reasons.prefix(5).map { "  \($0.users.count): \($0.sentence)" }
    return reasons.count <= 5
      ? lines
      : lines + ["  and \(reasons.count - 5) more reasons: usher plan \(app) --json names all"]
  }

  /// Who cannot have a value because it is another user's, a line for each of the first three.
  public func conflictLines(_ app: String) -> [String] {
    let lines = conflicts.prefix(3).map { "\(app): \($0.sentence)" }
    guard conflicted > lines.count, !lines.isEmpty else { return lines }
    return lines + [
      "\(app): \(conflicted - lines.count) more cannot have a value that is another user's: usher why --app \(app)"
    ]
  }

  /// Which open tasks are withdrawn; `nil` for none.
  ///
  /// - Parameter isDone: whether it happened; else it is what would.
  public func withdrawnLine(isDone: Bool) -> String? {
    guard withdrawn.count > 0 else { return nil }
    let isOne = withdrawn.count == 1
    let verb = isDone ? (isOne ? "was" : "were") : "would be"
    return
      "\(withdrawn.count) open \(isOne ? "task" : "tasks") \(verb) withdrawn, since nothing asks for \(isOne ? "it" : "them") any more: \(withdrawn.words)"
  }

  /// Why a command that evaluated an app did not succeed; `nil` where it did.
  public func failure(_ app: String) -> String? {
    guard isFailure, let first = impossible.reasons.first else { return nil }
    return
      "\(Self.accounts(impossible.users)) of \(app) cannot be computed (\(first.words)); correct the parameter or the data, then usher reapply \(app)"
  }

  private static func accounts(_ count: Int) -> String {
    count == 1 ? "1 account" : "\(count) accounts"
  }
}
