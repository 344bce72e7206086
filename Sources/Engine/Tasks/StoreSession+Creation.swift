import Provisioning

extension StoreSession {
  /// Ends a task that makes a group when no open task waits for the group any more.
  func endCreation(_ id: TaskID, now: Double) throws {
    guard var creation = try task(id), creation.action == .createGroup,
      creation.status == .pending || creation.status == .approved
    else { return }
    for dependent in try waiting(for: id) where try task(dependent)?.status.isOpen == true {
      return
    }
    creation.status = .superseded
    creation.note = "no longer needed"
    creation.updatedAt = now
    try save(creation)
  }
}
