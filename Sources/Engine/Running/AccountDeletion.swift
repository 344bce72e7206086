import Text
import Provisioning
import SCIM

/// Deletes an account.
struct AccountDeletion: ExecutionStep {
  let execution: Execution

  /// Deletes an account after taking it out of usher's groups, and looks whether it is gone.
  func delete() async throws -> ExecutionOutcome {
    guard let id = task.remoteID else { return .moved("the account is not known any more") }
    let look = try await exchange(.get("Users", id: id))
    let accepted = try await accepted
    if look.isGone, accepted == nil {
      let account = try await store { try $0.accounts.account(app.id, remoteID: id) }
      if let wait = execution.timeLeft(since: account?.writtenAt) {
        return execution.notVisible(id, look, wait)
      }
    }
    if look.isGone { return try await gone(id, note: accepted == nil ? "was gone already" : nil) }
    guard let current = try resource(look, id: id) else { return .failed(failure(look)) }
    if try await change.isLinkedToAnother(id) {
      return .moved("the account was linked to another user meanwhile")
    }
    if let moved = movedName(current) {
      try await keeping.keep(current)
      return .moved(moved)
    }
    if let accepted { return try await deleted(id, accepted, current) }
    for removal in task.request.before { try await leave(removal) }
    // Leaving the groups may have given the account another version.
    let seen = task.request.before.isEmpty ? SeenResource(current, look) : nil
    let response = try await writing.write(
      HTTPRequest(task.request.method, task.request.path), seen, id: id, moved: movedName)
    return try await answered(id, response)
  }

  /// Whether the account has another name than the deletion was approved for.
  private func movedName(_ current: JSONValue) -> String? {
    let name = task.changes.first { $0.path == "userName" }?.from
    guard !comparison.holds(name, at: "userName", in: current) else { return nil }
    return "the account has another name now: \(current["userName"]?.scalarText ?? "none")"
  }

  private func answered(_ id: String, _ response: HTTPResponse, look: HTTPResponse? = nil)
    async throws -> ExecutionOutcome
  {
    switch AnswerVerdict(method: "DELETE", status: response.status, look: look?.status) {
    case .readBack, .waitForEffect:
      let look = try await exchange(.get("Users", id: id))
      if look.isGone { return try await gone(id, note: nil) }
      guard let resource = try resource(look, id: id) else {
        return .later(failure(look), after: backoff)
      }
      return try await deleted(id, response, resource)
    case .look:
      return try await answered(id, response, look: try await exchange(.get("Users", id: id)))
    case .gone: return try await gone(id, note: nil)
    case .lookLater: return .later(failure(look ?? response), after: backoff)
    case .sendWhole, .sendVersion, .findHolder: return .failed(failure(response))
    case .refused where look != nil:
      return .failed(
        failure(
          response,
          advice:
            "the account is there, and the app answered \(response.status) to its deletion: the route may be missing or blocked on the way; ask its vendor and retry, or set when_deleted to suspend, then reapply"
        ))
    case .refused where [405, 501].contains(response.status):
      return .failed(
        failure(
          response,
          advice: "the app cannot delete accounts: set when_deleted to suspend, then reapply"))
    case .refused: return .failed(failure(response))
    }
  }

  /// Takes the account out of one group; that it is not in it, or that the group is gone, is as good.
  private func leave(_ removal: TaskRequest) async throws {
    let group = PercentEncoding.decode(removal.path.dropFirst("/Groups/".count)) ?? removal.path
    await knowledge.enter(group)
    let result: Result<HTTPResponse, any Error>
    do {
      result = .success(
        try await writing.write(
          HTTPRequest(removal.method, removal.path, body: removal.body), nil, id: group,
          in: "Groups"))
    } catch {
      result = .failure(error)
    }
    await knowledge.saw(nil, in: group)
    await knowledge.leave(group)
    let response = try result.get()
    // A server that takes another dialect, or that fails on a repeat, takes the account out of its
    // groups when it deletes it; only a refusal of the right to do so stops here.
    if response.status == 403 { throw ExecutionStop(outcome: .failed(failure(response))) }
  }

  /// What an account that is still there after its deletion means.
  private func deleted(_ id: String, _ response: HTTPResponse, _ resource: JSONValue) async throws
    -> ExecutionOutcome
  {
    let isInactive = resource["active"]?.bool == false
    // Who was inactive before shows nothing of a deletion that is still to come.
    let wasInactive =
      try await store { try $0.accounts.account(app.id, remoteID: id)?.isActive } == false
    if !isInactive || response.status == 202 && wasInactive,
      let outcome = execution.waiting(response, for: "the account is not gone")
    {
      return outcome
    }
    guard isInactive else {
      return .failed(
        execution.unseen(response, "the account is still there and active"))
    }
    _ = try await gone(id, note: nil)
    try await keeping.keep(resource, state: .deactivated)
    return .done(note: "the app keeps the account, deactivated")
  }

  private func gone(_ id: String, note: String?) async throws -> ExecutionOutcome {
    if let account = try await store({ try $0.accounts.account(app.id, remoteID: id) }) {
      try await keeping.forget(account, .deleted)
    }
    return .done(note: note)
  }
}
