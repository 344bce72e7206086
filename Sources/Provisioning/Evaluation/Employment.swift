/// From when to when a user has accounts, by `starts_on` and `ends_on`.
public struct Employment: Sendable, Hashable {
  /// Where a user stands in it.
  public enum Phase: Sendable, Hashable {
    /// The user has started and not left, as far as the dates say.
    case present
    /// The day to start has not come.
    case notStarted
    /// The last day is over.
    case left
    /// The dates cannot be told, or contradict each other; with what is wrong and what to do.
    case unclear(String)
  }

  /// Where the user stands now.
  public let phase: Phase
  /// When the dates say otherwise, after now; `nil` for never.
  public let changesAt: Double?

  /// Reads the dates of a user.
  public init(_ user: DirectoryUser, at time: EvaluationTime) {
    let first = user.attributes["starts_on"] ?? ""
    let last = user.attributes["ends_on"] ?? ""
    if first.isEmpty && last.isEmpty {
      phase = .present
      changesAt = nil
      return
    }
    let start = DirectoryDate(first)
    let end = DirectoryDate(last)
    let hasStarted = start?.hasBegun(time) ?? true
    let hasLeft = end?.isOver(time) ?? false
    var changes: [Double] = []
    if let start, !hasStarted { changes.append(start.start(in: time)) }
    if let end, !hasLeft { changes.append(end.end(in: time)) }
    changesAt = changes.min()
    switch (hasStarted, hasLeft) {
    case (true, false):
      let problem =
        DirectoryDate.problem("starts_on", first) ?? DirectoryDate.problem("ends_on", last)
      phase = problem.map { .unclear($0) } ?? .present
    // Who comes back has the end of an earlier time in the directory.
    case (false, true): phase = .notStarted
    case (true, true), (false, false):
      if let start, let end, start.start(in: time) >= end.end(in: time) {
        phase = .unclear("ends_on \(last) is before starts_on \(first); correct one of the two")
      } else {
        phase = hasLeft ? .left : .notStarted
      }
    }
  }
}
