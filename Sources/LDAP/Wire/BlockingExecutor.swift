import Dispatch

/// Runs an actor's work one piece after another on a thread that may block, so that none of the few
/// threads of tasks waits for a network.
final class BlockingExecutor: SerialExecutor {
  private let queue: DispatchQueue

  init(name: String) { queue = DispatchQueue(label: name) }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    let executor = asUnownedSerialExecutor()
    queue.async { job.runSynchronously(on: executor) }
  }

  func asUnownedSerialExecutor() -> UnownedSerialExecutor {
    UnownedSerialExecutor(ordinary: self)
  }
}
