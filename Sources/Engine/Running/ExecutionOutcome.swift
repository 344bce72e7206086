import Provisioning

/// How the execution of a task ended.
enum ExecutionOutcome: Equatable {
  /// The app was seen to hold the result.
  case done(note: String?)
  /// It cannot be done; a person has to look.
  case failed(TaskError)
  /// It may work a little later.
  case later(TaskError, after: Double)
  /// The app took it and does not show it yet: it is looked for again, and nothing is sent.
  case waiting(TaskError, after: Double)
  /// What usher made or changed before is not visible in the app yet: nothing was sent, and it is
  /// looked for again.
  case unseen(TaskError, after: Double)
  /// The app takes nothing from us at all: everything waits.
  case pause(TaskError)
  /// The app is not as it was when the task was shown: nothing was sent, and it is planned anew.
  case moved(String)
  /// Another task takes a value from another account first: it is waited for, and what was approved
  /// stays so.
  case comesAfter(TaskID)
  /// The task is not this worker's any more, or nothing may be sent now: it goes no further.
  case dropped
  /// The store could not be read or written for now. That says nothing about the task: it stays
  /// approved, and this was no attempt.
  case storeBusy(String)
  /// Some members are in; the others wait for their accounts.
  case partly
}

/// The end of an execution, as it is to be stored.
struct ExecutionEnd {
  /// The task as it was claimed.
  let task: ProvisioningTask
  let outcome: ExecutionOutcome
  /// The exchanges that are not written down yet.
  let notes: [AttemptRecord]
  /// All exchanges of the task, where they are known without a look at the store.
  var exchanges: [AttemptRecord]?
  /// Whether the claim noted a request as sent, and none was.
  var isVain = false
}

/// Ends an execution from inside a conversation with the app.
struct ExecutionStop: Error {
  let outcome: ExecutionOutcome
}
