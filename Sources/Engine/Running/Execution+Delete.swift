import Provisioning
import SCIM

extension Execution {
  /// Deletes an account after taking it out of usher's groups, and looks whether it is gone.
  func delete() async throws -> ExecutionOutcome {
    guard let id = task.remoteID else { return .moved("the account is not known any more") }
    let look = try await exchange(.get("Users", id: id))
    if look.status == 404 { return try gone(id, note: "was gone already") }
    guard let current = try resource(look, id: id) else { return .failed(failure(look)) }
    let name = task.changes.first { $0.path == "userName" }?.from
    guard comparison.holds(name, at: "userName", in: current) else {
      try keep(current)
      return .moved(
        "the account has another name now: \(current["userName"]?.scalarText ?? "none")")
    }
    for removal in task.request.before { try await leave(removal) }
    let response = try await exchange(HTTPRequest(task.request.method, task.request.path))
    switch response.status {
    case 200..<300: return try await lookAfterDeletion(id, response)
    case 404: return try gone(id, note: nil)
    case 405, 501:
      return .failed(
        failure(
          response,
          advice: "the app cannot delete accounts: set when_deleted to suspend, then reapply"))
    default: return .failed(failure(response))
    }
  }

  /// Takes the account out of one group; that it is not in it, or that the group is gone, is as good.
  private func leave(_ removal: TaskRequest) async throws {
    let group = PercentEncoding.decode(removal.path.dropFirst("/Groups/".count)) ?? removal.path
    await knowledge.enter(group)
    let result: Result<HTTPResponse, any Error>
    do {
      result = .success(
        try await exchange(HTTPRequest(removal.method, removal.path, body: removal.body)))
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

  private func lookAfterDeletion(_ id: String, _ response: HTTPResponse) async throws
    -> ExecutionOutcome
  {
    let look = try await exchange(.get("Users", id: id))
    guard let resource = try resource(look, id: id) else {
      return look.status == 404 || look.status == 410
        ? try gone(id, note: nil) : .later(failure(look), after: backoff)
    }
    guard resource["active"]?.bool == false else {
      return .failed(
        failure(
          response,
          advice:
            "the app answered \(response.status), and the account is still there and active: look in the app, then retry"
        ))
    }
    _ = try gone(id, note: nil)
    try keep(resource, state: .deactivated)
    return .done(note: "the app keeps the account, deactivated")
  }

  private func gone(_ id: String, note: String?) throws -> ExecutionOutcome {
    if let account = try store({ try $0.account(app.id, remoteID: id) }) { try forget(account) }
    return .done(note: note)
  }
}
