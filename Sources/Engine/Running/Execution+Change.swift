import Provisioning
import SCIM

extension Execution {
  /// Changes an account: looks whether it is still as it was when the task was shown, sends what was
  /// approved, and reads back what came of it.
  func change() async throws -> ExecutionOutcome {
    if task.action == .link, task.remoteID == nil { return try await lookForLost() }
    guard let id = task.remoteID else {
      return .moved("the account is not known any more")
    }
    let look = try await exchange(.get("Users", id: id))
    if look.isGone { return try vanished(id) }
    guard let current = try resource(look, id: id) else { return .failed(failure(look)) }
    if task.action == .link, try isLinkedToAnother(id) {
      return .moved("the account was linked to another user meanwhile")
    }
    if task.action == .link, try hasAnotherAccount(than: id) {
      return .moved("the user has another account by now")
    }
    if task.action == .link, let claimed = try claimedByAnother(current) { return claimed }
    try keep(current)
    let accepted = try accepted
    if task.changes.allSatisfy({ comparison.holds($0.to, at: $0.path, in: current) }) {
      if accepted != nil { return .done(note: try noteKept(current, marksStuck: true)) }
      return .done(note: task.action == .link ? "linked" : "the account was as wanted already")
    }
    if accepted == nil, !task.request.before.isEmpty {
      return try await changeLast(id, current, look)
    }
    if let moved = moved(current) ?? movedElsewhere(current) { return .moved(moved) }
    if let accepted { return try judge(current, accepted) }
    if let taken = try taken() { return taken }
    let response = try await write(
      HTTPRequest(task.request.method, task.request.path, body: task.request.body),
      SeenResource(current, look), id: id, moved: { moved($0) ?? movedElsewhere($0) })
    return try await changed(id, response)
  }

  func changed(_ id: String, _ response: HTTPResponse, look: Int? = nil) async throws
    -> ExecutionOutcome
  {
    let method = task.request.method
    switch AnswerVerdict(
      method: method, status: response.status, look: look, takesPatch: app.learned.takesPatch)
    {
    case .readBack, .waitForEffect:
      let resource = try await readBack(id, response)
      try keep(resource)
      return try judge(resource, response)
    case .look:
      let look = try await exchange(.get("Users", id: id))
      return try await changed(id, response, look: look.status)
    case .gone: return try vanished(id)
    case .lookLater: return .later(failure(response), after: backoff)
    case .sendWhole:
      return try replaceFromNowOn(response)
    case .findHolder: return .failed(try await conflict(response, id: id))
    case .sendVersion: return .failed(failure(response))
    case .refused:
      guard look != nil || method == "PUT" && [405, 501].contains(response.status) else {
        return .failed(failure(response))
      }
      return .failed(try unserved(response))
    }
  }

  /// Notes that the app takes no PATCH on users; what was to be patched is planned again.
  func replaceFromNowOn(_ response: HTTPResponse) throws -> ExecutionOutcome {
    try store { session in
      guard var record = try session.app(app.id) else { return }
      record.replacesUsers = true
      try session.save(record)
    }
    return .moved(
      "the app answered \(response.status) to PATCH, so the whole account is sent")
  }

  /// The error of an app that shows an account and has no way to change it.
  private func unserved(_ response: HTTPResponse) throws -> TaskError {
    let method = task.request.method
    if method == "PUT" {
      // That it took no PATCH either is not kept: the next plan begins with what is usual.
      try store { session in
        guard var record = try session.app(app.id), record.replacesUsers else { return }
        record.replacesUsers = record.serviceProvider?["patch"]?["supported"]?.bool == false
        try session.save(record)
      }
    }
    return failure(
      response,
      advice:
        "the account is there, and the app answered \(response.status) to its change (\(method)): the route may be missing or blocked on the way; ask its vendor, then retry"
    )
  }

  /// What the account became: the answer's own body where that shows the change, else another look.
  private func readBack(_ id: String, _ response: HTTPResponse) async throws -> JSONValue {
    if response.status != 202, let body = try? JSONValue(parsing: response.body),
      body.identifier == id, body["userName"] != nil,
      task.changes.allSatisfy({ comparison.holds($0.to, at: $0.path, in: body) })
    {
      return body
    }
    let look = try await exchange(.get("Users", id: id))
    guard let resource = try resource(look, id: id) else {
      // Some apps delete an account that is set inactive.
      if look.isGone, task.action == .suspend {
        _ = try vanished(id)
        throw ExecutionStop(outcome: .done(note: "the app deleted the account"))
      }
      throw ExecutionStop(outcome: .later(failure(look), after: backoff))
    }
    return resource
  }

  /// Whether the change shows: it is done where any of it does, and waited for where none does.
  private func judge(_ resource: JSONValue, _ response: HTTPResponse) throws -> ExecutionOutcome {
    let effect = ChangeEffect(task.changes, in: resource, comparison)
    let isExpected = effect.dropped.allSatisfy { app.ways.frozen.contains($0.path) }
    let isWaited =
      response.status == 202 ? !effect.isWhole : effect.isNothing && !isExpected
    if isWaited, let outcome = waiting(response, for: "the change does not show") {
      return outcome
    }
    if response.status == 202, effect.isNothing {
      return .failed(unseen(response, "did not do it since"))
    }
    let note = try noteKept(resource, marksStuck: true)
    guard effect.isNothing, !isExpected else { return .done(note: effect.note ?? note) }
    let what = effect.dropped.map(\.path).joined(separator: ", ")
    return .failed(
      failure(
        response,
        advice:
          "the app answered \(response.status) and kept nothing of it (\(what)); set the parameter to null, or change it in the app"
      ))
  }

  /// What is not any more as it was when the task was shown; `nil` where all is.
  ///
  /// - Parameter changes: those of the task, or others.
  func moved(_ current: JSONValue, _ changes: [AttributeChange]? = nil) -> String? {
    let moved = (changes ?? task.changes).compactMap { change -> String? in
      if comparison.holds(change.from, at: change.path, in: current) { return nil }
      guard let path = try? AttributePath(parsing: change.path) else { return nil }
      let isDone = comparison.holds(change.to, at: change.path, in: current)
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
  func movedElsewhere(_ current: JSONValue) -> String? {
    guard task.request.method == "PUT", let id = task.remoteID, let sent = task.request.body
    else { return nil }
    let now = AccountRequests.replace(id, task.changes, known: current, schemas: schemas).body
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

  private func vanished(_ id: String) throws -> ExecutionOutcome {
    if let account = try store({ try $0.account(app.id, remoteID: id) }) { try forget(account) }
    return .moved("the account is not in the app any more")
  }

  private func isLinkedToAnother(_ id: String) throws -> Bool {
    let linked = try store { try $0.account(app.id, remoteID: id)?.user }
    return linked != nil && linked != task.user
  }

  private func hasAnotherAccount(than id: String) throws -> Bool {
    guard let user = task.user else { return false }
    let account = try store { try $0.accounts(app.id, users: [user])[user] }
    return account.map { $0.state == .present && $0.remoteID != id } ?? false
  }

  private static func words(_ value: JSONValue?) -> String {
    guard let value, !value.isUnassigned else { return "empty" }
    return "'\((value.scalarText ?? value.text).visible(upTo: 80))'"
  }
}
