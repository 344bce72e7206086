import Provisioning
import SCIM

extension Execution {
  /// Keeps an account as it was just seen, linked to the task's user.
  func keep(_ resource: JSONValue, state: AccountRecord.State = .present) throws {
    guard let id = resource.identifier else { return }
    try store { session in
      let before = try session.account(app.id, remoteID: id)
      var account = AccountRecord(
        app: app.id, remoteID: id, user: task.user ?? before?.user, resource: resource,
        state: state, seenAt: engine.time.now())
      account.stuck = before?.stuck ?? [:]
      try engine.keep(account, of: app, in: session)
      try settle(in: session)
    }
  }

  /// Notes that it is known whether an account was made for the task's user.
  func settle(in session: any StoreSession) throws {
    guard let user = task.user else { return }
    try engine.unsend(user, app, in: session)
    guard var assignment = try session.assignments(app.id, [user])[user],
      assignment.unsettled != nil
    else { return }
    assignment.unsettled = nil
    try session.save(assignment)
  }

  /// Keeps that an account is not there any more.
  func forget(_ account: AccountRecord) throws {
    try store { try engine.lose(account.remoteID, of: app, in: $0) }
  }

  /// Learns which of the attributes that were sent the app kept.
  ///
  /// - Parameter marksStuck: whether a value that was dropped is not sent to this account again.
  /// - Returns: what to tell a person; `nil` where everything was kept, or it was said before.
  func noteKept(_ resource: JSONValue, marksStuck: Bool) throws -> String? {
    var dropped: [String] = []
    var known: Set<String> = []
    var inOtherForm: Set<String> = []
    // What the app keeps in a form of its own, it keeps.
    let altered = ChangeEffect(task.changes, in: resource, comparison).altered.map(\.change.path)
    try store { session in
      known = try session.attributesNotKept(app.id)
      for change in task.changes {
        let kept = comparison.holds(change.to, at: change.path, in: resource)
        let isName = change.path.lowercased() == "username"
        let isOtherForm = altered.contains(change.path) && (task.action != .create || isName)
        if isOtherForm { inOtherForm.insert(change.path) }
        let isKept = kept || isOtherForm
        if change.to != nil, isKept || !change.takesAccess {
          try session.noteAttribute(app.id, path: change.path, kept: isKept)
        }
        if !kept { dropped.append(change.path) }
      }
      guard let id = resource.identifier, var account = try session.account(app.id, remoteID: id)
      else { return }
      for change in task.changes where marksStuck || change.path.lowercased() == "username" {
        account.stuck[change.path] =
          dropped.contains(change.path) && !change.takesAccess ? change.to?.text ?? "null" : nil
      }
      try session.save(account)
    }
    let news = dropped.filter { !known.contains($0) && !inOtherForm.contains($0) }
    guard !news.isEmpty else { return nil }
    let verb = news.count == 1 ? "is" : "are"
    return "\(news.joined(separator: ", ")) \(verb) not kept by this app"
  }
}

extension AttributeChange {
  /// Whether it takes the use of the account away. That is sent until it holds: that it did not may be
  /// somebody's doing who gave it back in between.
  fileprivate var takesAccess: Bool { path.lowercased() == "active" && to?.bool == false }
}
