import Text
import Provisioning
import SCIM

extension AccountCreation {
  /// Links the account that an answer says was made: the one that it shows, or the one that is found
  /// where it shows none.
  func created(_ response: HTTPResponse) async throws -> ExecutionOutcome {
    let body = try? JSONValue(parsing: response.body)
    let id = body?.identifier
    if response.status != 202, let body, id != nil, isOfThisUser(body) {
      return try await linkMade(body, response)
    }
    await knowledge.forget("Users")
    if let found = try await existing() { return try await linkMade(found, response) }
    if let id, let outcome = try await linkAnswered(id, response) { return outcome }
    return noAccount(response)
  }

  /// Links the account of an earlier attempt's answer, which came to a worker that died, or which the
  /// app had yet to make; `nil` where there is no such answer or account.
  func madeBefore(_ attempts: [AttemptRecord]) async throws -> ExecutionOutcome? {
    guard
      let last = attempts.last(where: { $0.request == ownRequest && $0.status != nil }),
      let status = last.status, (200..<300).contains(status),
      let id = (try? JSONValue(parsing: last.answer))?.identifier
    else { return nil }
    return try await linkAnswered(
      id, HTTPResponse(status: status, body: Array(last.answer.utf8)))
  }

  /// What an answer means that no account follows.
  func noAccount(_ response: HTTPResponse) -> ExecutionOutcome {
    if let outcome = execution.waiting(
      response, for: "the account does not show", atLeast: app.ways.visibilityWindow)
    {
      return outcome
    }
    return .failed(
      failure(
        response,
        advice:
          "the app answered \(response.status), and no account is there: look for a limit of licences in the app, then retry"
      ))
  }

  /// Links the account with the id of an answer although it has another name, where it is not
  /// another person's; `nil` where it does not show.
  private func linkAnswered(_ id: String, _ response: HTTPResponse) async throws
    -> ExecutionOutcome?
  {
    let look = try await exchange(.get("Users", id: id))
    guard let resource = try resource(look, id: id) else { return nil }
    let name = resource["userName"]?.scalarText ?? "no userName"
    let account = "the account \(name.visible(upTo: 80)) (id \(id.visible(upTo: 80)))"
    let owner = try await store { session in
      try session.accounts.account(app.id, remoteID: id)?.user.flatMap {
        $0 == task.user ? nil : try session.directory.users([$0]).first?.user.username
      }
    }
    let why: String
    if let owner {
      why = "which belongs to \(owner.visible(upTo: 80))"
    } else {
      switch isOfThisUser(resource)
        ? .same : AccountLikeness(sent: task.request.body ?? .null, shown: resource)
      {
      case .same: return try await linkMade(resource, response)
      case .other(let path): why = "which shows another person's \(path)"
      case .unknown: why = "which shows nothing of what was sent"
      }
    }
    return .failed(
      failure(
        response,
        advice:
          "the app answered \(response.status) with \(account), \(why), so it was not linked: look in the app whose it is, then retry"
      ))
  }

  private func linkMade(_ resource: JSONValue, _ response: HTTPResponse) async throws
    -> ExecutionOutcome
  {
    guard let id = resource.identifier else { return noAccount(response) }
    let made = try await store { session -> Made in
      let before = try session.accounts.account(app.id, remoteID: id)
      // Some apps answer with the account that has the name already.
      if let user = task.user,
        let refusal = try AccountOwnership(app, in: session)
          .refusal(of: resource, to: user, isOurs: true, knowing: before)
      {
        return .refused(refusal)
      }
      let account = try keeping.keep(
        resource, id, insteadOf: before, isWritten: true, in: session)
      guard try keeping.isAsExpected(resource, in: session) else { return .inDoubt }
      // Where nothing is known of the app nor of the account, an answer that shows all teaches nothing.
      let isPlain = try session.findings.all(app.id).isEmpty && account.stuck.isEmpty
      let kept = isPlain ? Kept() : try keeping.learnKept(resource, isRead: false, in: session)
      let done = ExecutionOutcome.done(note: nameNote(resource) ?? kept.note)
      guard let ending else { return .shown(done) }
      return .stored(try ending.store(execution.end(done), session))
    }
    if case .refused(let refusal) = made { return .failed(failure(response, advice: refusal)) }
    await knowledge.made(resource, in: "Users")
    switch made {
    case .shown(let done): return done
    case .stored(let stored): throw ExecutionStored(stored: stored)
    case .refused, .inDoubt: break
    }
    // Nothing is learned of an account that cannot be read yet.
    guard let shown = try await seen(id) else {
      try await keepName(resource)
      return .done(note: nameNote(resource))
    }
    let kept = try await store { session in
      try keeping.keep(shown, in: session)
      return try keeping.learnKept(shown, isRead: true, in: session)
    }
    return .done(note: nameNote(shown) ?? kept.note)
  }

  /// What is known of an account that an answer says was made.
  private enum Made {
    /// It cannot be the user's.
    case refused(String)
    /// The answer shows all that was sent: the task is done.
    case shown(ExecutionOutcome)
    /// The same, and the end of the task was stored with it.
    case stored(TaskEnding.Stored)
    /// The answer does not show it.
    case inDoubt
  }

  /// The account itself: an answer may only not show what was sent. `nil` where the app does not show
  /// the account.
  private func seen(_ id: String) async throws -> JSONValue? {
    let look = try await exchange(.get("Users", id: id))
    return try resource(look, id: id)
  }

  /// Keeps the name that the app gave the account, so that it is not fought over.
  func keepName(_ resource: JSONValue) async throws {
    guard let id = resource.identifier, let sent = sent("userName"), !isOfThisUser(resource) else {
      return
    }
    try await store { session in
      guard var account = try session.accounts.account(app.id, remoteID: id) else { return }
      account.stuck["userName"] = JSONValue.string(sent).text
      try session.accounts.save(account)
    }
  }

  /// What to tell a person where the app gave the account another name than was sent.
  func nameNote(_ resource: JSONValue) -> String? {
    guard !isOfThisUser(resource), let name = resource["userName"]?.scalarText else { return nil }
    return "the app named the account \(name.visible(upTo: 80))"
  }

  /// Whether the account is of the name that was sent, as far as the app shows names.
  private func isOfThisUser(_ resource: JSONValue) -> Bool {
    guard let name = sent("userName"), let shown = resource["userName"]?.scalarText else {
      return true
    }
    return name.lowercased() == shown.lowercased()
  }
}
