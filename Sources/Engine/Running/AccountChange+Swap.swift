import Text
import Provisioning
import SCIM

/// A step of a task by which accounts pass values around, that is still to be done.
private struct OpenStep {
  let request: TaskRequest
  let id: String
  let seen: SeenResource
}

extension AccountChange {
  /// Changes an account that passes unique values around with others: its own values become temporary
  /// ones, each of the others takes what it is to have, and then it is changed itself. Each step
  /// starts with a look, so that it can be started again after anything.
  func changeLast(_ id: String, _ current: JSONValue, _ look: HTTPResponse) async throws
    -> ExecutionOutcome
  {
    let notKept = try await store { try $0.findings.attributesNotKept(app.id) }
    let steps = SwapSteps(app, notKept: notKept)
    let aside = steps.temporary(task.changes, of: id)
    let isAside = aside.allSatisfy { comparison.holds($0.to, at: $0.path, in: current) }
    let rest = task.changes.filter { !steps.unique.contains($0.path) }
    let isInvited =
      try await store { try $0.accounts.account(app.id, remoteID: id)?.isInvited } == true
    if let moved = moved(current, isAside ? rest : nil)
      ?? movedElsewhere(current, isInvited: isInvited)
    {
      return .moved(moved)
    }
    // Looked at before anything is sent: whoever is not as was approved stops all of it.
    var open: [OpenStep] = []
    for step in task.request.before {
      if step.path == task.request.path {
        if isAside { continue }
        let shown = AccountRecord.asAsked(current, isInvited: isInvited)
        guard steps.request(id, aside, shown) == step else {
          return .moved("the account changed in the app since this was planned")
        }
        open.append(OpenStep(request: step, id: id, seen: SeenResource(current, look)))
      } else if let other = try await openStep(step, steps) {
        open.append(other)
      }
    }
    for step in open { try await pass(step) }
    let again = try await exchange(.get("Users", id: id))
    guard let now = try resource(again, id: id) else {
      return .later(failure(again), after: backoff)
    }
    let response = try await writing.write(
      HTTPRequest(task.request.method, task.request.path, body: task.request.body),
      SeenResource(now, again), id: id,
      moved: { moved($0, rest) ?? movedElsewhere($0, isInvited: isInvited) })
    return try await changed(id, response)
  }

  /// Looks whether the account of another user is as it was when the step was approved.
  ///
  /// - Returns: the step, where it is still to be done.
  private func openStep(_ step: TaskRequest, _ steps: SwapSteps) async throws -> OpenStep? {
    let gone = "one of those who pass values around has no account any more"
    let id = PercentEncoding.decode(step.path.dropFirst("/Users/".count)) ?? step.path
    let (account, desired) = try await store { session in
      let account = try session.accounts.account(app.id, remoteID: id)
      let user = account?.user
      let desired = try user.flatMap {
        try session.assignments.assignments(app.id, [$0])[$0]?.desired
      }
      return (account, desired)
    }
    guard let account, account.state == .present, let desired else {
      throw ExecutionStop(outcome: .moved(gone))
    }
    let look = try await exchange(.get("Users", id: id))
    guard let resource = try resource(look, id: id) else {
      throw ExecutionStop(outcome: look.isGone ? .moved(gone) : .failed(failure(look)))
    }
    let missing = steps.missing(desired, in: resource)
    if missing.isEmpty {
      try await keepOther(resource)
      return nil
    }
    let shown = AccountRecord.asAsked(resource, isInvited: account.isInvited)
    guard steps.request(id, missing, shown) == step else {
      throw ExecutionStop(
        outcome: .moved("\(account.userName) is not any more as it was when this was planned"))
    }
    return OpenStep(request: step, id: id, seen: SeenResource(resource, look))
  }

  private func pass(_ step: OpenStep) async throws {
    let request = step.request
    let response = try await writing.write(
      HTTPRequest(request.method, request.path, body: request.body), step.seen, id: step.id,
      moved: { _ in nil })
    if [405, 501].contains(response.status), request.method == "PATCH" {
      throw ExecutionStop(outcome: try await replaceFromNowOn(response))
    }
    guard (200..<300).contains(response.status) else {
      throw ExecutionStop(
        outcome: .failed(
          failure(
            response,
            advice:
              "the app refused a step by which \(task.name) and others pass values around (\(request.method) \(request.path)); an account may have a temporary value until this is done: read the detail, then retry"
          )))
    }
    let look = try await exchange(.get("Users", id: step.id))
    if let resource = try resource(look, id: step.id) { try await keepOther(resource) }
  }

  /// Keeps an account of whichever user as it was just seen.
  private func keepOther(_ resource: JSONValue) async throws {
    guard let id = resource.identifier else { return }
    try await store { session in
      guard var account = try session.accounts.account(app.id, remoteID: id) else { return }
      account.resource = resource
      account.seenAt = engine.time.now()
      try engine.knownAccounts.keep(account, of: app, in: session)
    }
  }
}
