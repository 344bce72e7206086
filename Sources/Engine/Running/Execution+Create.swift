import Provisioning
import SCIM

extension Execution {
  /// Makes an account, unless there is one already: then that one is linked, and whatever differs
  /// becomes a task of its own, since nobody approved it.
  func create() async throws -> ExecutionOutcome {
    // An earlier attempt may have made the account although its answer was lost.
    if try hasBegun || isUnsettled { await knowledge.forget("Users") }
    let madeAt = try mayHaveMadeAt()
    if let known = try await knownAccount() { return known }
    if let former = try await formerAccount() {
      return try await link(former, as: "the earlier account is in the app")
    }
    if let taken = try taken() { return taken }
    if let found = try await existing() { return try await link(found) }
    if let made = try await madeBefore() { return made }
    if let accepted = try accepted { return noAccount(accepted) }
    let response = try await post()
    switch response.status {
    case 200..<300: return try await created(response)
    case 409:
      // Some apps answer a filter that they do not know with nothing; so everyone is read.
      await knowledge.learn(.everything, in: "Users")
      if let found = try await existing() { return try await link(found, after: response) }
      if let other = try awaitOwn(response, madeAt: madeAt) ?? hiddenAccount() { return other }
      return .failed(try await conflict(response, id: nil))
    case 400, 404, 422, 500:
      guard Self.wantsEntitlements(response), let again = try await createAgain() else {
        return .failed(failure(response))
      }
      return (200..<300).contains(again.status)
        ? try await created(again) : .failed(failure(again))
    default: return .failed(failure(response))
    }
  }

  /// Whether a refusal says that it is for entitlements that were not read yet.
  private static func wantsEntitlements(_ response: HTTPResponse) -> Bool {
    let detail = SCIMFailure(response: response).detail?.lowercased() ?? ""
    return detail.contains("entitlement")
  }

  /// Some apps refuse a new user until their entitlements were read since. So they are read, and the
  /// very same request is sent once more.
  private func createAgain() async throws -> HTTPResponse? {
    let look = try await exchange(.list("Groups", ListQuery(startIndex: 1, count: 1)))
    guard look.status == 200 else { return nil }
    return try await post()
  }

  /// Sends the request; an answer that says no leaves nothing to look for but what an earlier request
  /// may have made.
  private func post() async throws -> HTTPResponse {
    let before = try assignment
    do {
      let response = try await exchange(
        HTTPRequest(task.request.method, task.request.path, body: task.request.body))
      if (400..<500).contains(response.status) { try refused(before) }
      return response
    } catch let stop as ExecutionStop {
      switch stop.outcome {
      case .pause(let error), .later(let error, _):
        if let status = error.status, (400..<500).contains(status) { try refused(before) }
      case .done, .failed, .waiting, .unseen, .dropped, .storeBusy, .moved, .partly, .comesAfter:
        break
      }
      throw stop
    }
  }

  /// Keeps that a request made nothing. That the name is taken may be the doing of an earlier one
  /// whose answer was lost, which is still to be found.
  private func refused(_ before: AssignmentRecord?) throws {
    try store { session in
      guard let name = before?.unsettled, let user = task.user,
        var assignment = try session.assignments(app.id, [user])[user]
      else { return try settle(in: session) }
      assignment.unsettled = name
      assignment.unsettledAt = before?.unsettledAt
      try session.save(assignment)
    }
  }

  private var assignment: AssignmentRecord? {
    get throws {
      guard let user = task.user else { return nil }
      return try store { try $0.assignments(app.id, [user])[user] }
    }
  }

  /// The user may have an account by now, from another task or an earlier attempt.
  private func knownAccount() async throws -> ExecutionOutcome? {
    guard let user = task.user,
      let account = try store({ try $0.accounts(app.id, users: [user])[user] }),
      account.state == .present
    else { return nil }
    let look = try await exchange(.get("Users", id: account.remoteID))
    if let resource = try resource(look, id: account.remoteID) { return try await link(resource) }
    if let wait = timeLeft(since: account.writtenAt) {
      return notVisible(account.remoteID, look, wait)
    }
    try forget(account)
    return nil
  }

  /// Looks for the account of a user who is to have none, but for whom one may have been made by a
  /// request whose answer was lost. What then becomes of it is a task of its own.
  func lookForLost() async throws -> ExecutionOutcome {
    await knowledge.forget("Users")
    guard let found = try await lost() else {
      if let wait = timeLeft(since: try mayHaveMadeAt()) {
        return .unseen(
          TaskError(advice: "the account may not be visible yet; it is looked for again"),
          after: wait)
      }
      try store(settle)
      return .done(note: "no account was made")
    }
    if let claimed = try claimedByAnother(found) { return claimed }
    try keep(found)
    return .moved("a request whose answer was lost had made the account")
  }

  /// Whether an earlier request, of whatever task, may have made the account.
  private var isUnsettled: Bool {
    get throws { try assignment?.unsettled != nil }
  }

  /// The account that an earlier request may have made, which may have had another name in it.
  func lost() async throws -> JSONValue? {
    guard let user = task.user,
      let name = try store({ try $0.assignments(app.id, [user])[user]?.unsettled })
    else { return nil }
    return try await accounts(where: "userName", is: name).first {
      try refusal(of: $0, isOurs: true) == nil
    }
  }

  /// The one account that the attributes of `match` find. One of a list that was read
  /// for the whole run may be gone since, so it is looked at itself.
  func existing() async throws -> JSONValue? {
    guard let found = try await match() else { return nil }
    guard await knowledge.finding(in: "Users") == .everything, let id = found.identifier else {
      return found
    }
    let look = try await exchange(.get("Users", id: id))
    guard look.status == 404 else { return try resource(look, id: id) ?? found }
    await knowledge.forget("Users")
    return try await self.match().flatMap { $0.identifier == id ? nil : $0 }
  }

  func link(
    _ resource: JSONValue, after answer: HTTPResponse? = nil,
    as what: String = "an account of this name was there already"
  ) async throws -> ExecutionOutcome {
    guard resource.identifier != nil, task.user != nil else {
      return .failed(TaskError(advice: "the account that was found has no id; ask the vendor"))
    }
    let (notKept, isOurs) = try store { session in
      (
        try session.attributesNotKept(app.id),
        try session.attempts(task.id).contains { $0.mayHaveMade }
      )
    }
    if let refusal = try refusal(of: resource, isOurs: isOurs) {
      return .failed(answer.map { failure($0, advice: refusal) } ?? TaskError(advice: refusal))
    }
    if let claimed = try claimedByAnother(resource) { return claimed }
    try keep(resource)
    // What differs in it may be another's doing since, and says nothing of what the app keeps.
    if isOurs {
      try keepName(resource)
      return .done(
        note: nameNote(resource)
          ?? (task.acceptedAt == nil ? "made by an attempt whose answer was lost" : nil))
    }
    let changes = task.changes.filter {
      !notKept.contains($0.path) && !comparison.holds($0.to, at: $0.path, in: resource)
    }
    if changes.isEmpty { return .done(note: "was there already, and was linked") }
    let differing = changes.map(\.path).joined(separator: ", ")
    return .moved("\(what); it was linked, and differs in \(differing)")
  }

  /// A value that the request sends.
  func sent(_ path: String) -> String? {
    task.request.body?[path]?.scalarText.flatMap { $0.isEmpty ? nil : $0 }
  }
}
