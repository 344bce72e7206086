/// The deletions and suspensions of an app that count towards its limits: those that nobody let go
/// knowing the number, and that were not ignored or superseded.
public struct DestructiveCount: Sendable, Hashable {
  /// Those that are pending or approved, however old.
  public var open: Int
  /// Those that were filed within the window and are under way, failed or done.
  public var recent: Int
  /// How many of the recent ones took an account away.
  public var done: Int

  /// A count.
  public init(open: Int, recent: Int, done: Int) {
    self.open = open
    self.recent = recent
    self.done = done
  }
}
