/// One thing that is wrong in a file.
public struct FileProblem: Sendable, Hashable {
  /// The line, from 1; for a CSV record the one on which it starts. `nil`: the file as a whole.
  public let line: Int?
  /// Where in the line, in characters from 1; 1 where the place is on a later line of the record.
  public let column: Int?
  /// What is wrong and what to do, as a sentence without its full stop.
  public let reason: String

  /// A problem.
  public init(line: Int? = nil, column: Int? = nil, reason: String) {
    self.line = line
    self.column = column
    self.reason = reason
  }
}

/// Why a directory file cannot be taken: all its problems, up to a limit.
public struct DirectoryFileError: Error, Sendable, Hashable, CustomStringConvertible {
  /// How many problems are kept.
  public static let limit = 20

  /// The file as it was named.
  public let file: String
  /// The problems in the order of the file, at most ``limit``.
  public let problems: [FileProblem]
  /// How many there are in all.
  public let count: Int

  /// An error about a file.
  public init(file: String, problems: [FileProblem], count: Int? = nil) {
    self.file = file
    self.problems = problems
    self.count = count ?? problems.count
  }

  /// One line a problem, as `FILE:LINE:COLUMN: what is wrong; what to do`.
  public var lines: [String] {
    let lines = problems.map { problem in
      let place = [problem.line, problem.column].compactMap { $0.map { ":\($0)" } }.joined()
      return "\(file)\(place): \(problem.reason)"
    }
    let hidden = count - problems.count
    return hidden > 0 ? lines + ["\(file): \(hidden) more such errors are not shown"] : lines
  }

  /// The lines as one text.
  public var description: String { lines.joined(separator: "\n") }
}

/// The problems found so far in a file.
struct ProblemList {
  private(set) var problems: [FileProblem] = []
  private(set) var count = 0

  mutating func add(_ problem: FileProblem) {
    count += 1
    if problems.count < DirectoryFileError.limit { problems.append(problem) }
  }
}
