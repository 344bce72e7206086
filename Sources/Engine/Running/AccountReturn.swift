import Text
import Provisioning
import SCIM

/// Somebody who comes back gets the account back that was theirs, where the app still has it.
struct AccountReturn: ExecutionStep {
  let execution: Execution

  /// What becomes of a task whose account the app does not show.
  func unseen(_ id: String, _ look: HTTPResponse) async throws -> ExecutionOutcome {
    guard let account = try await store({ try $0.accounts.account(app.id, remoteID: id) }),
      account.state != .gone
    else { return .moved("the account is not in the app any more") }
    if account.state == .hidden { return try await bringBack(account, look) }
    if let accepted = try await accepted { return try await outOfSight(id, accepted) }
    if let wait = execution.timeLeft(since: account.writtenAt) {
      return execution.notVisible(id, look, wait)
    }
    try await keeping.forget(account)
    return .moved("the account is not in the app any more")
  }

  /// What becomes of a task whose change the app took, and whose account it does not show since.
  func outOfSight(_ id: String, _ response: HTTPResponse) async throws -> ExecutionOutcome {
    let window = app.ways.visibilityWindow
    if let outcome = execution.waiting(response, for: "the account does not show", atLeast: window)
    {
      return outcome
    }
    guard let account = try await store({ try $0.accounts.account(app.id, remoteID: id) }) else {
      return .moved("the account is not in the app any more")
    }
    if account.state == .hidden { return try await isNotBack(account, response) }
    guard task.action == .suspend else {
      try await keeping.forget(account)
      return .moved("the account is not in the app any more")
    }
    try await keeping.forget(account, .hidden)
    return .done(note: "the app does not show the account any more; usher keeps its id (\(id))")
  }

  /// The account that was the user's, where the app shows it under the user's name again.
  func formerAccount(_ formers: [FormerAccount]) async throws -> JSONValue? {
    for former in formers {
      let look = try await exchange(.get("Users", id: former.remoteID))
      guard let resource = try resource(look, id: former.remoteID) else { continue }
      let name = resource["userName"]?.scalarText?.lowercased()
      let names = [former.userName, task.request.body?["userName"]?.scalarText]
      if names.contains(where: { $0?.lowercased() == name }) { return resource }
    }
    return nil
  }

  /// Where the app says that the name is taken and shows nobody who has it: the account that was the
  /// user's may be hidden, so bringing it back becomes a task of its own.
  func hiddenAccount() async throws -> ExecutionOutcome? {
    guard let user = task.user,
      let former = try await store({ try FormerAccount.free(for: user, app.id, in: $0) }).first
    else { return nil }
    try await store { session in
      let known = try session.accounts.account(app.id, remoteID: former.remoteID)
      var account = AccountRecord(
        app: app.id, remoteID: former.remoteID, user: user,
        resource: known?.resource
          ?? ["id": .string(former.remoteID), "userName": .string(former.userName)],
        state: .hidden, seenAt: known?.seenAt ?? former.at)
      account.writtenAt = known?.writtenAt
      try engine.knownAccounts.keep(account, of: app, in: session)
    }
    return .moved(
      "the app says that the name is taken and shows nobody who has it; \(Self.words(former))")
  }

  /// Sends what brings a hidden account back, and looks whether it is there again.
  func bringBack(_ account: AccountRecord, _ look: HTTPResponse) async throws -> ExecutionOutcome {
    if let accepted = try await accepted {
      return try await outOfSight(account.remoteID, accepted)
    }
    let response = try await writing.write(
      HTTPRequest(task.request.method, task.request.path, body: task.request.body),
      SeenResource(account.resource, look), id: account.remoteID, moved: { _ in nil })
    switch AnswerVerdict(
      method: task.request.method, status: response.status, look: nil,
      takesPatch: app.learned.takesPatch)
    {
    case .readBack, .waitForEffect, .sendWhole:
      return try await change.changed(account.remoteID, response)
    case .look, .gone, .lookLater, .findHolder, .sendVersion, .refused:
      return try await isNotBack(account, response)
    }
  }

  func isNotBack(_ account: AccountRecord, _ response: HTTPResponse) async throws
    -> ExecutionOutcome
  {
    let former = try await store { session in
      let former = try session.accounts.formerAccounts(app.id, remoteID: account.remoteID)
        .first { $0.user == task.user }
      var gone = account
      gone.state = .gone
      try engine.knownAccounts.keep(gone, of: app, in: session)
      return former
    }
    let what = former.map(Self.words) ?? "its id is \(account.remoteID)"
    return .failed(
      failure(
        response,
        advice:
          "the app holds the name of \(task.name) and does not bring the account back: \(what); restore or remove it in the app, then reapply"
      ))
  }

  private static func words(_ former: FormerAccount) -> String {
    let day = DateTime.text(former.at).prefix(10)
    let what =
      switch former.ending {
      case .deleted: "usher deleted account \(former.remoteID) of \(former.userName) on \(day)"
      case .hidden:
        "usher suspended account \(former.remoteID) of \(former.userName), which went out of sight on \(day)"
      case .gone: "account \(former.remoteID) of \(former.userName) was gone on \(day)"
      case .unlinked: "account \(former.remoteID) was unlinked from \(former.userName) on \(day)"
      case .replaced: "account \(former.remoteID) of \(former.userName) was replaced on \(day)"
      }
    return what
  }
}
