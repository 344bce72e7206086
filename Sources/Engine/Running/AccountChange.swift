import Text
import Provisioning
import SCIM

/// Changes, suspends, reactivates or links an account that is known.
struct AccountChange: ExecutionStep {
  let execution: Execution

  /// Changes an account: looks whether it is still as it was when the task was shown, sends what was
  /// approved, and reads back what came of it.
  func change() async throws -> ExecutionOutcome {
    if task.action == .link, task.remoteID == nil { return try await creation.lookForLost() }
    guard let id = task.remoteID else {
      return .moved("the account is not known any more")
    }
    if let known = try await knownNotToBeKept() { return .moved(known) }
    let look = try await exchange(.get("Users", id: id))
    if look.isGone { return try await comeback.unseen(id, look) }
    guard let current = try resource(look, id: id) else { return .failed(failure(look)) }
    if try await isLinkedToAnother(id) {
      return .moved("the account was linked to another user meanwhile")
    }
    if task.action == .link, let user = task.user,
      let refusal = try await store({ session in
        try AccountOwnership(app, in: session).refusal(of: current, to: user)
      })
    {
      return .moved(refusal)
    }
    if task.action == .link, try await hasAnotherAccount(than: id) {
      return .moved("the user has another account by now")
    }
    if task.action == .link, let claimed = try await accountValues.claimedByAnother(current) {
      return claimed
    }
    let known = try await store { try $0.accounts.account(app.id, remoteID: id) }
    let accepted = try await accepted
    try await keeping.keep(current)
    if known?.state == .hidden, accepted == nil {
      return .moved("the app shows the account again")
    }
    // Whoever accepts an invitation later would become active.
    let endsInvitation =
      accepted == nil && known?.isInvited == true && task.changes.contains(where: \.takesAccess)
    if !endsInvitation, task.changes.allSatisfy({ comparison.holds($0, in: current) }) {
      if accepted != nil {
        return .done(note: try await keeping.learnKept(current, isRead: true).note)
      }
      return .done(note: task.action == .link ? "linked" : "the account was as wanted already")
    }
    if accepted == nil, !task.request.before.isEmpty {
      return try await changeLast(id, current, look)
    }
    let isInvited = known?.isInvited == true
    if let moved = moved(current) ?? movedElsewhere(current, isInvited: isInvited) {
      return .moved(moved)
    }
    if accepted == nil, let moved = movedList(current) { return .moved(moved) }
    if let accepted { return try await judge(current, accepted, isRead: true) }
    if let taken = try await accountValues.taken() { return taken }
    let response = try await writing.write(
      HTTPRequest(task.request.method, task.request.path, body: task.request.body),
      SeenResource(current, look), id: id,
      moved: { moved($0) ?? movedElsewhere($0, isInvited: isInvited) ?? movedList($0) })
    return try await changed(id, response)
  }

  /// Reads back what a change came to, and says so.
  func changed(_ id: String, _ response: HTTPResponse, look: Int? = nil) async throws
    -> ExecutionOutcome
  {
    let method = task.request.method
    switch AnswerVerdict(
      method: method, status: response.status, look: look, takesPatch: app.learned.takesPatch)
    {
    case .readBack, .waitForEffect:
      let (resource, isRead) = try await readBack(id, response)
      try await keeping.keep(resource, isWritten: !isRead)
      return try await judge(resource, response, isRead: isRead)
    case .look:
      let look = try await exchange(.get("Users", id: id))
      return try await changed(id, response, look: look.status)
    case .gone: return try await comeback.unseen(id, response)
    case .lookLater: return .later(failure(response), after: backoff)
    case .sendWhole:
      return try await replaceFromNowOn(response)
    case .findHolder: return .failed(try await matching.conflict(response, id: id))
    case .sendVersion: return .failed(failure(response))
    case .refused:
      guard look != nil || method == "PUT" && [405, 501].contains(response.status) else {
        return .failed(failure(response))
      }
      return .failed(try await unserved(response))
    }
  }

  /// Notes that the app takes no PATCH on users; what was to be patched is planned again.
  func replaceFromNowOn(_ response: HTTPResponse) async throws -> ExecutionOutcome {
    try await store { session in
      guard var record = try session.apps.app(app.id) else { return }
      record.replacesUsers = true
      try session.apps.save(record)
    }
    return .moved(
      "the app answered \(response.status) to PATCH, so the whole account is sent")
  }

  /// The error of an app that shows an account and has no way to change it.
  private func unserved(_ response: HTTPResponse) async throws -> TaskError {
    let method = task.request.method
    if method == "PUT" {
      // That it took no PATCH either is not kept: the next plan begins with what is usual.
      try await store { session in
        guard var record = try session.apps.app(app.id), record.replacesUsers else { return }
        record.replacesUsers = record.serviceProvider?["patch"]?["supported"]?.bool == false
        try session.apps.save(record)
      }
    }
    return failure(
      response,
      advice:
        "the account is there, and the app answered \(response.status) to its change (\(method)): the route may be missing or blocked on the way; ask its vendor, then retry"
    )
  }

  /// What the account became: the answer's own body where that shows the change, else another look.
  private func readBack(_ id: String, _ response: HTTPResponse) async throws -> (
    resource: JSONValue, isRead: Bool
  ) {
    if response.status != 202, let body = try? JSONValue(parsing: response.body),
      body.identifier == id, body["userName"] != nil,
      task.changes.allSatisfy({ comparison.holds($0, in: body) }),
      try await keeping.isAsExpected(body)
    {
      return (body, false)
    }
    let look = try await exchange(.get("Users", id: id))
    guard let resource = try resource(look, id: id) else {
      if look.isGone { throw ExecutionStop(outcome: try await comeback.outOfSight(id, response)) }
      throw ExecutionStop(outcome: .later(failure(look), after: backoff))
    }
    return (resource, true)
  }

  /// Whether the change shows: it is done where any of it does, and waited for where none does.
  private func judge(_ resource: JSONValue, _ response: HTTPResponse, isRead: Bool) async throws
    -> ExecutionOutcome
  {
    let effect = ChangeEffect(task.changes, in: resource, comparison)
    let isExpected = effect.dropped.allSatisfy { app.ways.frozen.contains($0.path) }
    let access = effect.dropped.first(where: \.isOfAccess)
    let isWaited =
      response.status == 202 ? !effect.isWhole : effect.isNothing && !isExpected || access != nil
    if isWaited, let outcome = execution.waiting(response, for: "the change does not show") {
      return outcome
    }
    if response.status == 202, effect.isNothing {
      return .failed(execution.unseen(response, "did not do it since"))
    }
    let kept = try await keeping.learnKept(resource, isRead: isRead)
    if let access { return .failed(notHeld(access, response)) }
    guard effect.isNothing, !isExpected, !kept.isKnown else {
      return .done(note: effect.note ?? kept.note)
    }
    let what = effect.dropped.map(\.path).joined(separator: ", ")
    return .failed(
      failure(
        response,
        advice:
          "the app answered \(response.status) and kept nothing of it (\(what)); set the parameter to null, or change it in the app"
      ))
  }

  /// The error of a suspension or reactivation that the app did not hold.
  private func notHeld(_ access: AttributeChange, _ response: HTTPResponse) -> TaskError {
    let (state, advice) =
      access.takesAccess
      ? ("active", "suspend it in the app, then retry")
      : ("inactive", "it may wait for an invitation to be accepted; look in the app, then retry")
    return failure(
      response,
      advice: "the app answered \(response.status), and the account is still \(state): \(advice)")
  }

  /// Why nothing is sent of an update of which it is known by now that the app keeps none; `nil` where
  /// it keeps some.
  private func knownNotToBeKept() async throws -> String? {
    guard task.action == .update, !task.changes.isEmpty, try await accepted == nil else {
      return nil
    }
    let known = try await store { try $0.findings.attributesNotKept(app.id) }
    guard task.changes.allSatisfy({ known.contains($0.path) }) else { return nil }
    let what = task.changes.map(\.path).joined(separator: ", ")
    return "the app does not keep \(what), as several accounts showed, so nothing was sent"
  }

  /// What is not any more as it was when the task was shown; `nil` where all is.
  ///
  /// - Parameter changes: those of the task, or others.
  func moved(_ current: JSONValue, _ changes: [AttributeChange]? = nil) -> String? {
    let moved = (changes ?? task.changes).compactMap { change -> String? in
      if comparison.isAsPlanned(change, in: current) { return nil }
      guard let path = try? AttributePath(parsing: change.path) else { return nil }
      let isDone = comparison.holds(change, in: current)
      // What was to be added to a list would be there twice.
      if isDone, path.filter == nil || change.from != nil { return nil }
      let now = comparison.value(at: path, in: current)
      return
        "\(change.path) was \(Self.words(change.from)) when this was planned and is \(Self.words(now)) now"
    }
    return moved.isEmpty ? nil : moved.joined(separator: "; ")
  }

  /// What moved of what a request that sends the whole account would write over; `nil` for nothing.
  /// Attributes that no schema has are not looked at: some servers count something up there.
  func movedElsewhere(_ current: JSONValue, isInvited: Bool) -> String? {
    guard task.request.method == "PUT", let id = task.remoteID, let sent = task.request.body
    else { return nil }
    let known = AccountRecord.asAsked(current, isInvited: isInvited)
    let now = AccountRequests.replace(id, task.changes, known: known, schemas: schemas).body
    let members = (sent.object?.members ?? []) + (now?.object?.members ?? [])
    let moved = Set(members.map(\.name)).sorted().filter { name in
      let path =
        name.lowercased().hasPrefix("urn:")
        ? AttributePath(schema: name, attribute: "") : AttributePath(attribute: name)
      return name.lowercased() != "schemas" && schemas.attribute(at: path) != nil
        && !schemas.same(sent[name], now?[name], at: path)
    }
    guard !moved.isEmpty else { return nil }
    return "\(moved.joined(separator: ", ")) changed in the app since this was planned"
  }

  /// What moved of the lists that a PATCH would write over as a whole; `nil` for nothing.
  private func movedList(_ current: JSONValue) -> String? {
    guard task.request.method == "PATCH", let id = task.remoteID,
      AccountRequests.writesLists(task.changes, known: current),
      AccountRequests.patch(id, task.changes, known: current).body != task.request.body
    else { return nil }
    return "a list that is sent as a whole changed in the app since this was planned"
  }

  func isLinkedToAnother(_ id: String) async throws -> Bool {
    let linked = try await store { try $0.accounts.account(app.id, remoteID: id)?.user }
    return linked != nil && linked != task.user
  }

  private func hasAnotherAccount(than id: String) async throws -> Bool {
    guard let user = task.user else { return false }
    let account = try await store { try $0.accounts.accounts(app.id, users: [user])[user] }
    return account.map { $0.state == .present && $0.remoteID != id } ?? false
  }

  private static func words(_ value: JSONValue?) -> String {
    guard let value, !value.isUnassigned else { return "empty" }
    return "'\((value.scalarText ?? value.text).visible(upTo: 80))'"
  }
}
