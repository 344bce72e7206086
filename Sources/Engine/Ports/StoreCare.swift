/// What a check of the store found out about one part of it.
public struct StoreFinding: Sendable, Hashable {
  /// A part of the store that is checked.
  public enum Part: String, Sendable, CaseIterable {
    /// The file: whose it is, and who else can write it.
    case file
    /// The tables, indexes and triggers.
    case schema
    /// The pages of the file and the order of the indexes.
    case pages
    /// Rows that point to others.
    case references
    /// Values that can be read.
    case records
    /// Numbers that are kept, against what they count.
    case counts
    /// The chain of the audit log, to its head.
    case audit
  }

  /// What was looked at.
  public var part: Part
  /// What was seen, in a few words.
  public var seen: String
  /// What is wrong; empty where nothing is.
  public var problems: [String]

  /// A finding.
  public init(_ part: Part, seen: String, problems: [String] = []) {
    self.part = part
    self.seen = seen
    self.problems = problems
  }
}

/// A store as its keeper sees it: whether it is whole, and a copy of it. Nothing here writes to it.
public protocol StoreCare: Store {
  /// Looks at every part but the audit log, of which the engine knows the rules.
  func findings() throws -> [StoreFinding]

  /// Copies one consistent state into a new file, while others write.
  ///
  /// - Parameters:
  ///   - path: where to; the copy is there as a whole or not at all, and only its owner can read it.
  ///   - replaces: whether a file that is there already is replaced.
  /// - Returns: the size of the copy, in bytes.
  func backUp(to path: String, replaces: Bool) throws -> Int
}
