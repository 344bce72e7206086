import Text
import Engine
import Provisioning
import SCIM
import Sandbox

/// What stands where in the end, for whoever reads the trace of a seed that failed.
extension World {
  /// Notes the people, the accounts, and what usher thinks of each user.
  func notePicture() {
    for person in staff.people {
      let access = staff.hasAccess(person) ? "" : " no access"
      trace.note(scheduler.now, "person \(person)\(access)\(isBlocked(person) ? " blocked" : "")")
    }
    for account in door.app.users {
      let mails = (account["emails"]?.array ?? []).compactMap { $0["value"]?.scalarText }
      let words = [
        Self.id(account), account["userName"]?.scalarText, account["externalId"]?.scalarText,
        account["active"]?.scalarText, "of \(belongs(account) ?? "nobody")",
        door.unlinked.contains(Self.id(account)) ? "unlinked" : nil,
      ]
      let line = (words.compactMap { $0 } + mails).joined(separator: " ")
      trace.note(scheduler.now, "account \(line)")
    }
    do {
      try store.read(noteAssignments)
    } catch {
      trace.note(scheduler.now, "the store cannot be read: \(Self.words(error))")
    }
  }

  private func noteAssignments(_ session: any StoreSession) throws {
    guard let app = try session.apps.all().first else { return }
    for stored in try session.directory.users(after: 0, search: "", role: nil, limit: 1_000) {
      let id = stored.user.id
      let assignment = try session.assignments.assignments(app.id, [id])[id]
      let account = try session.accounts.accounts(app.id, users: [id])[id]
      trace.note(
        scheduler.now,
        "user \(id) \(stored.user.username): \(assignment?.outcome.rawValue ?? "nothing"), \(assignment?.detail ?? ""), account \(account.map { "\($0.remoteID) \($0.state)" } ?? "none")"
      )
    }
    for task in try session.tasks.tasks(TaskFilter(), before: nil, limit: 20) {
      let members = task.members.map { "\($0.user) \($0.state.rawValue)" }
      trace.note(
        scheduler.now,
        "task \(task.id) \(task.action.rawValue) of user \(task.user ?? 0) \(members): \(task.status.rawValue), \(task.decidedBy ?? "undecided"), \(task.note ?? "") \(task.error?.advice ?? "")"
      )
    }
  }
}
