/// What stands in the message line until the next key.
struct Message: Sendable, Hashable {
  var text: String
  var role: MessageRole

  enum MessageRole: Sendable, Hashable {
    case plain
    case warning
    case error
  }

  init(_ text: String = "", _ role: MessageRole = .plain) {
    self.text = text
    self.role = role
  }
}

/// One thing that usher did, or could not do, in this session.
struct LogEntry: Sendable, Hashable {
  /// The most entries that are kept.
  static let limit = 500

  var at: Double
  var text: String
  var commandLine: String?
  var isError = false
}
