/// One thing that is wrong in a configuration file.
public struct ManifestProblem: Sendable, Hashable {
  /// The line, from 1.
  public let line: Int
  /// The column, in Unicode scalars from 1.
  public let column: Int
  /// What is wrong and what to do, as a sentence without its full stop.
  public let reason: String

  /// A problem at a place.
  public init(line: Int, column: Int, reason: String) {
    self.line = line
    self.column = column
    self.reason = reason
  }
}

/// Why a configuration file cannot be taken: its problems by their place, up to a limit.
public struct ManifestProblems: Error, Sendable, Hashable, CustomStringConvertible {
  /// How many problems are kept.
  public static let limit = 20

  /// The file as it was named.
  public let file: String
  /// The problems, sorted by line and column, at most ``limit``.
  public let problems: [ManifestProblem]
  /// How many were found in all.
  public let count: Int

  /// An error about a file; sorts the problems, drops repeats, and keeps the first.
  public init(file: String, problems: [ManifestProblem]) {
    self.file = file
    let sorted = Set(problems).sorted {
      ($0.line, $0.column, $0.reason) < ($1.line, $1.column, $1.reason)
    }
    self.problems = Array(sorted.prefix(Self.limit))
    count = sorted.count
  }

  /// One line a problem, as `FILE:LINE:COLUMN: what is wrong; what to do`.
  public var lines: [String] {
    let lines = problems.map { "\(file):\($0.line):\($0.column): \($0.reason)" }
    let hidden = count - problems.count
    return hidden > 0 ? lines + ["\(file): \(hidden) more such errors are not shown"] : lines
  }

  /// The lines as one text.
  public var description: String { lines.joined(separator: "\n") }
}
