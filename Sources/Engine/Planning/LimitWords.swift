import Provisioning

/// What stopped a plan, and the options that let it go, in words.
public enum LimitWords {
  /// What the plan would do, and which limits that is over.
  static func sentence(
    _ app: String, deletions: (count: Int, limit: String)?,
    memberships: (count: Int, limit: String)?
  ) -> String {
    var parts: [String] = []
    if let (count, limit) = deletions {
      let words = "delete or suspend \(count) account\(count == 1 ? "" : "s")"
      parts.append(limit.isEmpty ? words : "\(words), over the limit of \(limit)")
    }
    if let (count, limit) = memberships {
      let words = "take \(count) member\(count == 1 ? "" : "s") out of groups"
      parts.append("\(words), over the limit of \(limit)")
    }
    return "the plan for \(app) would \(parts.joined(separator: ", and "))"
  }

  /// The options of `reapply` that let it go.
  static func options(deletions: Int?, memberships: Int?) -> String {
    (deletions.map { " --accept-deletions \($0)" } ?? "")
      + (memberships.map { " --accept-memberships \($0)" } ?? "")
  }
}

extension EvaluationResult {
  /// What the plan would do and which limit that is over; `nil` where it was filed.
  public var blockedSentence: String? {
    guard isBlocked else { return nil }
    return LimitWords.sentence(
      app, deletions: blocked.map { ($0.count, $0.limit) },
      memberships: blockedMemberships.map { ($0.count, $0.limit) })
  }

  /// The options of `reapply` that let the plan go.
  public var releasingOptions: String {
    LimitWords.options(deletions: blocked?.count, memberships: blockedMemberships?.count)
  }
}

extension EngineError {
  /// Ends what would file a plan that is over a limit.
  ///
  /// - Throws: `EngineError.blocked`, or `EngineError.blockedMemberships` where memberships are.
  public static func check(
    _ app: String, _ blocked: EvaluationResult.Blocked?, _ memberships: BlockedMemberships?,
    only: String?
  ) throws(EngineError) {
    if let memberships {
      throw .blockedMemberships(
        app: app, count: memberships.count, limit: memberships.limit, deletions: blocked?.count,
        only: only)
    }
    guard let blocked else { return }
    throw .blocked(app: app, count: blocked.count, limit: blocked.limit, only: only)
  }
}
