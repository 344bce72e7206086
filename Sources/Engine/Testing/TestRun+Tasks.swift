import Text
import Provisioning
import SCIM

/// The three tasks of a test run. Starting the run was their approval.
extension TestRun {
  func createTask() throws -> TaskID {
    _ = try engine.planning.reapply(app.name, UserSelection(usernames: [user.username]))
    return try engine.store.write { session in
      guard let task = try session.tasks.openUserTasks(app.id, [user.id])[user.id],
        task.action == .create
      else {
        let known = try session.assignments.assignments(app.id, [user.id])[user.id]
        if let ignored = known?.ignoredTask {
          throw EngineError.invalid(
            "the account of \(user.username) was decided against (task \(ignored)); usher tasks retry \(ignored) brings it back"
          )
        }
        throw EngineError.invalid(
          "no account can be planned for \(user.username): usher why \(user.username) says why")
      }
      if task.status == .pending {
        try engine.decisions.decide(.approve, task, DecisionScope(filter: "test-run"), in: session)
      }
      return task.id
    }
  }

  /// Changes one text that can be seen to change, and nothing that anyone signs in with.
  func updateTask(_ account: AccountRecord) throws -> (AttributeChange, TaskID) {
    let candidates = ["title", "displayName", "name.familyName", "name.givenName", "nickName"]
    for candidate in candidates {
      guard let path = try? AttributePath(parsing: candidate),
        let held = account.resource.value(at: path)?.string, !held.isEmpty
      else { continue }
      let change = AttributeChange(
        path: candidate, from: .string(held), to: .string(held + " (usher test)"))
      return (change, try file(.update, account, [change]))
    }
    throw EngineError.invalid(
      "the account of \(user.username) holds no name or title that a test could change; map one first"
    )
  }

  func deleteTask(_ account: AccountRecord) throws -> TaskID {
    let name = AttributeChange(
      path: "userName", from: account.resource["userName"], to: nil)
    return try file(.delete, account, [name])
  }

  private func file(_ action: TaskAction, _ account: AccountRecord, _ changes: [AttributeChange])
    throws -> TaskID
  {
    try engine.store.write { session in
      let known =
        try session.accounts.account(app.id, remoteID: account.remoteID)?.resource ?? .null
      let request =
        action == .delete
        ? AccountRequests.delete(account.remoteID, leaving: [])
        : app.replacesUsers
          ? AccountRequests.replace(
            account.remoteID, changes, known: known, schemas: app.userSchemas)
          : AccountRequests.patch(account.remoteID, changes, known: known)
      var task = ProvisioningTask(
        app: app.id, action: action, name: account.userName, user: user.id,
        remoteID: account.remoteID, changes: changes, request: request, reason: "test run")
      task.requestedBy = [engine.actor.login]
      task.createdAt = engine.time.now()
      task.updatedAt = engine.time.now()
      task.id = try session.tasks.file(task, waitsFor: [])
      try engine.decisions.decide(.approve, task, DecisionScope(filter: "test-run"), in: session)
      // The test takes away what it made itself: no account that the limits are about.
      _ = try session.limits.acceptDestructive([task.id])
      return task.id
    }
  }
}
