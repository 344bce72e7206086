import Provisioning

/// Stores how a task ended, and what follows from it for the worker. The transaction that finds out that
/// a task was done can store its end as well, which saves one for each task.
struct TaskEnding: Sendable {
  /// What came of it.
  struct Stored: Sendable {
    /// The status that the task has now.
    let status: TaskStatus
    /// What was claimed in its place.
    let next: [ClaimedTask]
  }

  let store: @Sendable (ExecutionEnd, any StoreSession) throws -> Stored
}

/// How an execution came to its end.
enum ExecutionResult: Sendable {
  /// It is to be stored.
  case ended(ExecutionEnd)
  /// It was stored on the way.
  case stored(TaskEnding.Stored)

  /// The status that the task has once its end is stored.
  func status(storing store: (ExecutionEnd) throws -> TaskStatus) rethrows -> TaskStatus {
    switch self {
    case .ended(let end): try store(end)
    case .stored(let stored): stored.status
    }
  }
}

/// Leaves a conversation whose end was stored with its last step.
struct ExecutionStored: Error {
  let stored: TaskEnding.Stored
}
