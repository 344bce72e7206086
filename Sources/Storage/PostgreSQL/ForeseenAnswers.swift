/// What a transaction said that it will ask, and what was answered to it, as long as that still holds.
struct ForeseenAnswers {
  /// A statement with its arguments.
  struct Question: Hashable, Sendable {
    let sql: String
    let arguments: PostgreSQLArguments
  }

  private struct Entry {
    let statement: PostgreSQLStatement
    let number: Int
    var answer: PostgreSQLAnswer?
  }

  private var entries: [Question: Entry] = [:]
  private var asked = 0

  /// Whether a question was asked whose answer holds, or will.
  func knows(_ question: Question) -> Bool { entries[question] != nil }

  /// The answer to a question; `nil` where it is not there, or holds no more.
  func answer(to question: Question) -> PostgreSQLAnswer? { entries[question]?.answer }

  /// Notes that a question was asked.
  ///
  /// - Returns: the number under which it is answered.
  mutating func ask(_ question: Question, _ statement: PostgreSQLStatement) -> Int {
    asked += 1
    entries[question] = Entry(statement: statement, number: asked)
    return asked
  }

  /// Keeps an answer, unless something was written since the question was asked that it may not show.
  mutating func keep(_ answer: PostgreSQLAnswer, to question: Question, number: Int) {
    guard entries[question]?.number == number else { return }
    entries[question]?.answer = answer
  }

  /// Forgets the answers that a statement may change.
  mutating func forget(changedBy statement: PostgreSQLStatement) {
    guard statement.isWriting, !entries.isEmpty else { return }
    for (question, entry) in entries where statement.mayChange(entry.statement) {
      entries[question] = nil
    }
  }

  mutating func forgetAll() { entries = [:] }
}
