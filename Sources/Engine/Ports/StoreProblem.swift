public import Text

/// Why the store could not be read or written.
public protocol StoreProblem: CodedError {
  /// Whether it goes away by itself: another process holds the store and will let go of it.
  var isPassing: Bool { get }
}
