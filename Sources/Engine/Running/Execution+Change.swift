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
    if look.status == 404 { return try vanished(id) }
    guard let current = try resource(look, id: id) else { return .failed(failure(look)) }
    if task.action == .link, try isLinkedToAnother(id) {
      return .moved("the account was linked to another user meanwhile")
    }
    if task.action == .link, try hasAnotherAccount(than: id) {
      return .moved("the user has another account by now")
    }
    try keep(current)
    if task.changes.allSatisfy({ comparison.holds($0.to, at: $0.path, in: current) }) {
      return .done(note: task.action == .link ? "linked" : "the account was as wanted already")
    }
    if let moved = moved(current) ?? movedElsewhere(current) { return .moved(moved) }
    let response = try await exchange(
      HTTPRequest(task.request.method, task.request.path, body: task.request.body))
    return try await changed(id, response)
  }

  private func changed(_ id: String, _ response: HTTPResponse) async throws -> ExecutionOutcome {
    switch response.status {
    case 200..<300: break
    case 404: return try vanished(id)
    case 412: return .moved("the account changed meanwhile")
    case 405, 501:
      guard task.request.method == "PATCH" else { return .failed(failure(response)) }
      try store { session in
        guard var record = try session.app(app.id) else { return }
        record.replacesUsers = true
        try session.save(record)
      }
      return .moved("the app takes no PATCH, so the whole account is sent")
    default: return .failed(failure(response))
    }
    let resource = try await readBack(id, response)
    try keep(resource)
    return try judge(resource, response)
  }

  /// What the account became: the answer's own body where it shows an account, else another look.
  private func readBack(_ id: String, _ response: HTTPResponse) async throws -> JSONValue {
    if let body = try? JSONValue(parsing: response.body), body.identifier == id,
      body["userName"] != nil
    {
      return body
    }
    let look = try await exchange(.get("Users", id: id))
    guard let resource = try resource(look, id: id) else {
      // Some apps delete an account that is set inactive.
      if look.status == 404, task.action == .suspend {
        _ = try vanished(id)
        throw ExecutionStop(outcome: .done(note: "the app deleted the account"))
      }
      throw ExecutionStop(outcome: .later(failure(look), after: backoff))
    }
    return resource
  }

  private func judge(_ resource: JSONValue, _ response: HTTPResponse) throws -> ExecutionOutcome {
    let note = try noteKept(resource, marksStuck: true)
    let dropped = task.changes.filter { !comparison.holds($0.to, at: $0.path, in: resource) }
    let isExpected = dropped.allSatisfy { app.ways.frozen.contains($0.path) }
    guard !dropped.isEmpty, dropped.count == task.changes.count, !isExpected else {
      return .done(note: note)
    }
    let what = dropped.map(\.path).joined(separator: ", ")
    return .failed(
      failure(
        response,
        advice:
          "the app answered \(response.status) and kept nothing of it (\(what)); set the parameter to null, or change it in the app"
      ))
  }

  /// What is not any more as it was when the task was shown; `nil` where all is.
  private func moved(_ current: JSONValue) -> String? {
    let moved = task.changes.compactMap { change -> String? in
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
  private func movedElsewhere(_ current: JSONValue) -> String? {
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
