import Provisioning

/// What a page of plans comes to, until it is written: many rows at once cost much less than each
/// alone.
struct PendingRows {
  private var tasks: [ProvisioningTask] = []
  private var assignments: [AssignmentRecord] = []

  /// Keeps a task on an account that waits for nothing.
  ///
  /// - Returns: the key that it will have.
  mutating func file(_ task: ProvisioningTask, in session: any StoreSession) throws -> TaskID {
    var task = task
    task.id = try tasks.last.map { $0.id + 1 } ?? session.tasks.nextTask()
    tasks.append(task)
    return task.id
  }

  mutating func save(_ assignment: AssignmentRecord) { assignments.append(assignment) }

  /// Writes the tasks, before others are filed or refer to them.
  mutating func writeTasks(in session: any StoreSession) throws {
    if tasks.isEmpty { return }
    try session.tasks.file(tasks)
    tasks.removeAll(keepingCapacity: true)
  }

  /// Writes everything.
  mutating func write(in session: any StoreSession) throws {
    try writeTasks(in: session)
    if assignments.isEmpty { return }
    try session.assignments.save(assignments)
    assignments.removeAll(keepingCapacity: true)
  }
}
