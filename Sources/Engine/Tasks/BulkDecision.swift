/// What a decision about everything that a filter matches came to.
public struct BulkDecision: Sendable, Hashable {
  /// How many tasks it was made about.
  public var count = 0
  /// How many were left as they were, since the one who decided may not.
  public var refused = 0
  /// Why the first of those was left.
  public var why: String?

  /// Nothing yet.
  public init() {}
}

/// That a decision about everything that a filter matches ended before its end. What it came to until
/// then is kept, each task as whole as if it had been decided about alone.
public struct DecisionCut: Error {
  /// The decision.
  public var decision: Decision
  /// What it came to.
  public var bulk: BulkDecision
  /// How many tasks it was about.
  public var matched: Int
  /// Why it ended.
  public var reason: any Error

  /// How far it came, and what to do, around why it ended.
  public func sentence(because reason: String) -> String {
    "\(bulk.count) of \(matched) tasks were \(decision.past), then it ended: \(reason); the others are as before, and the same once more goes on with them"
  }
}
