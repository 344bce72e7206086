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
