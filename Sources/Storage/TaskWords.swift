import Provisioning

/// The words that stand in the store for the kinds of tasks, as a list of a statement.
enum TaskWords {
  static let statuses = quoted(TaskStatus.allCases.map(\.rawValue))
  static let actions = quoted(TaskAction.allCases.map(\.rawValue))

  /// Raw values of our own enums, so that no text from outside is among them.
  private static func quoted(_ words: [String]) -> String {
    words.map { "'\($0)'" }.joined(separator: ", ")
  }
}
