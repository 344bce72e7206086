import Provisioning

extension StoreSession {
  /// A task that makes a group, where nothing that is still to be done waits for the group.
  ///
  /// - Parameter ended: tasks that end with it, whatever their status says.
  func unneededCreation(_ id: TaskID, besides ended: Set<TaskID> = []) throws
    -> ProvisioningTask?
  {
    guard let creation = try tasks.task(id), creation.action == .createGroup,
      [.pending, .approved, .failed].contains(creation.status)
    else { return nil }
    for dependent in try queue.waiting(for: id) where !ended.contains(dependent) {
      guard let status = try tasks.task(dependent)?.status else { continue }
      if status.isOpen || status == .failed { return nil }
    }
    return creation
  }

  /// Ends a task that makes a group when nothing that is still to be done waits for the group.
  func endCreation(_ id: TaskID, now: Double) throws {
    guard var creation = try unneededCreation(id) else { return }
    creation.status = .superseded
    creation.note = "no longer needed"
    creation.updatedAt = now
    try tasks.save(creation)
  }

  /// Brings back the making of a group that nobody needed while a task was ignored.
  func reviveCreation(neededBy id: TaskID, now: Double) throws {
    guard var creation = try queue.creation(neededBy: id), creation.status == .superseded,
      let group = creation.group, try self.groups.group(group)?.remoteID == nil
    else { return }
    if let other = try tasks.groupTasks(group).first(where: \.status.isOpen) {
      return try queue.moveWaits(from: creation.id, to: other.id)
    }
    creation.status = creation.approvedHash == nil ? .pending : .approved
    creation.note = nil
    creation.updatedAt = now
    try tasks.save(creation)
  }
}
