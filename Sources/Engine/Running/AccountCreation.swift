import Text
import Provisioning
import SCIM

/// Makes an account, or links the one that is there.
struct AccountCreation: ExecutionStep {
  let execution: Execution

  /// Makes an account, unless there is one already: then that one is linked, and whatever differs
  /// becomes a task of its own, since nobody approved it.
  func create() async throws -> ExecutionOutcome {
    let past = try await knownPast()
    // An earlier attempt may have made the account although its answer was lost.
    if past.hasBegun { await knowledge.forget("Users") }
    if let account = past.account, account.state == .present,
      let known = try await link(known: account)
    {
      return known
    }
    if let former = try await comeback.formerAccount(past.formerAccounts) {
      return try await link(former, as: "the earlier account is in the app")
    }
    if past.hasRivals, let stop = try await accountValues.taken() {
      return try await lookForLost(past) ?? stop
    }
    // What may have been made by an attempt is asked for: what was read for the whole run is older.
    let looking = AccountCreation(execution: execution.looking(inPages: !past.hasBegun))
    if let found = try await looking.existing(orLost: past.inDoubt?.userName) {
      return try await link(found)
    }
    if let made = try await madeBefore(past.attempts) { return made }
    if let accepted = try await accepted { return noAccount(accepted) }
    let response = try await post(past.inDoubt)
    switch response.status {
    case 200..<300: return try await created(response)
    case 409:
      if looking.execution.looksInPages, let found = try await existing() {
        return try await link(found, after: response)
      }
      // Some apps answer a filter that they do not know with nothing; so everyone is read.
      await knowledge.learn(.everything, in: "Users")
      if let found = try await existing() { return try await link(found, after: response) }
      if let own = execution.awaitOwn(response, madeAt: past.mayHaveMadeAt) { return own }
      if let hidden = try await comeback.hiddenAccount() { return hidden }
      return .failed(try await matching.conflict(response, id: nil))
    case 400, 404, 422, 500:
      guard Self.wantsEntitlements(response), let again = try await createAgain(past.inDoubt)
      else {
        return .failed(failure(response))
      }
      return (200..<300).contains(again.status)
        ? try await created(again) : .failed(failure(again))
    default: return .failed(failure(response))
    }
  }

  /// Looks for the account that may have been made under an earlier name before another user is waited
  /// for, who may be waiting for that very name.
  private func lookForLost(_ past: TaskPast) async throws -> ExecutionOutcome? {
    guard let inDoubt = past.inDoubt else { return nil }
    if let lost = try await lost(inDoubt.userName) { return try await link(lost) }
    if execution.timeLeft(since: past.mayHaveMadeAt) == nil {
      try await store { try keeping.settle(in: $0) }
    }
    return nil
  }

  /// What was known when the task was claimed, else what is known now.
  private func knownPast() async throws -> TaskPast {
    if let past { return past }
    return try await store { try TaskPast(task, of: app, in: $0) }
  }

  /// Whether a refusal says that it is for entitlements that were not read yet.
  private static func wantsEntitlements(_ response: HTTPResponse) -> Bool {
    let detail = SCIMFailure(response: response).detail?.lowercased() ?? ""
    return detail.contains("entitlement")
  }

  /// Some apps refuse a new user until their entitlements were read since. So they are read, and the
  /// very same request is sent once more.
  private func createAgain(_ before: CreationInDoubt?) async throws -> HTTPResponse? {
    let look = try await exchange(.list("Groups", ListQuery(startIndex: 1, count: 1)))
    guard look.status == 200 else { return nil }
    return try await post(before)
  }

  /// Sends the request; an answer that says no leaves nothing to look for but what an earlier request
  /// may have made.
  ///
  /// - Parameter before: the creation that was in doubt before.
  private func post(_ before: CreationInDoubt?) async throws -> HTTPResponse {
    do {
      let response = try await exchange(
        HTTPRequest(task.request.method, task.request.path, body: task.request.body))
      if (400..<500).contains(response.status) { try await refused(before) }
      return response
    } catch let stop as ExecutionStop {
      switch stop.outcome {
      case .pause(let error), .later(let error, _):
        if let status = error.status, (400..<500).contains(status) { try await refused(before) }
      case .done, .failed, .waiting, .unseen, .dropped, .storeBusy, .moved, .partly, .comesAfter:
        break
      }
      throw stop
    }
  }

  /// Keeps that a request made nothing. That the name is taken may be the doing of an earlier one
  /// whose answer was lost, which is still to be found.
  private func refused(_ before: CreationInDoubt?) async throws {
    try await store { session in
      guard let before, let user = task.user else { return try keeping.settle(in: session) }
      try session.assignments.setCreationInDoubt(before, app.id, user)
    }
  }

  /// The user may have an account by now, from another task or an earlier attempt.
  private func link(known account: AccountRecord) async throws -> ExecutionOutcome? {
    let look = try await exchange(.get("Users", id: account.remoteID))
    if let resource = try resource(look, id: account.remoteID) { return try await link(resource) }
    if let wait = execution.timeLeft(since: account.writtenAt) {
      return execution.notVisible(account.remoteID, look, wait)
    }
    try await keeping.forget(account)
    return nil
  }

  /// Looks for the account of a user who is to have none, but for whom one may have been made by a
  /// request whose answer was lost. What then becomes of it is a task of its own.
  func lookForLost() async throws -> ExecutionOutcome {
    await knowledge.forget("Users")
    guard let found = try await lost() else {
      if let wait = execution.timeLeft(since: try await execution.mayHaveMadeAt()) {
        return .unseen(
          TaskError(advice: "the account may not be visible yet; it is looked for again"),
          after: wait)
      }
      try await store { try keeping.settle(in: $0) }
      return .done(note: "no account was made")
    }
    if let claimed = try await accountValues.claimedByAnother(found) { return claimed }
    try await keeping.keep(found)
    return .moved("a request whose answer was lost had made the account")
  }

  /// The account that an earlier request may have made, which may have had another name in it.
  func lost() async throws -> JSONValue? {
    guard let name = try await unsettledName() else { return nil }
    return try await lost(name)
  }

  private func unsettledName() async throws -> String? {
    guard let user = task.user else { return nil }
    return try await store { try $0.assignments.creationInDoubt(app.id, user)?.userName }
  }

  /// The account of this name that an earlier request may have made.
  func lost(_ name: String) async throws -> JSONValue? {
    for account in try await execution.accounts(where: "userName", is: name)
    where try await matching.refusal(of: account, isOurs: true) == nil {
      return account
    }
    return nil
  }

  /// The one account that the attributes of `match` find. One of a list that was read
  /// for the whole run may be gone since, so it is looked at itself.
  ///
  /// - Parameter unsettled: the name that an earlier request may have given it; `nil` to leave that out.
  func existing(orLost unsettled: String?) async throws -> JSONValue? {
    if let unsettled, let lost = try await lost(unsettled) { return try await now(lost) }
    guard let found = try await matching.match() else { return nil }
    return try await now(found)
  }

  func existing() async throws -> JSONValue? {
    try await existing(orLost: unsettledName())
  }

  /// An account as it is now: one of a list that was read for the whole run is looked at again.
  private func now(_ found: JSONValue) async throws -> JSONValue? {
    let isListed = await knowledge.finding(in: "Users") == .everything || execution.looksInPages
    guard isListed, let id = found.identifier else {
      return found
    }
    let look = try await exchange(.get("Users", id: id))
    guard look.status == 404 else { return try resource(look, id: id) ?? found }
    await knowledge.forget("Users")
    return try await AccountMatching(execution: execution.looking(inPages: false)).match().flatMap {
      $0.identifier == id ? nil : $0
    }
  }

  func link(
    _ resource: JSONValue, after answer: HTTPResponse? = nil,
    as what: String = "an account of this name was there already"
  ) async throws -> ExecutionOutcome {
    guard resource.identifier != nil, task.user != nil else {
      return .failed(TaskError(advice: "the account that was found has no id; ask the vendor"))
    }
    let (notKept, isOurs) = try await store { session in
      (
        try session.findings.attributesNotKept(app.id),
        try session.queue.attempts(task.id).contains { $0.mayHaveMade }
      )
    }
    if let refusal = try await matching.refusal(of: resource, isOurs: isOurs) {
      return .failed(answer.map { failure($0, advice: refusal) } ?? TaskError(advice: refusal))
    }
    if let claimed = try await accountValues.claimedByAnother(resource) { return claimed }
    try await keeping.keep(resource)
    // What differs in it may be another's doing since, and says nothing of what the app keeps.
    if isOurs {
      try await keepName(resource)
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
