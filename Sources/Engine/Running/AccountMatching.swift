import Text
import Provisioning
import SCIM

/// Which account of the app may be the user's, and whose it is where it is not.
struct AccountMatching: ExecutionStep {
  let execution: Execution

  /// The account that is there already, found by the attributes of the connection's `match` in their
  /// order; `nil` where there is none.
  ///
  /// Accounts of other people are no candidates. One that has the name or the id that would be sent
  /// is given back all the same where nothing else is found, so that nothing is sent in vain.
  ///
  /// - Throws: `ExecutionStop` where two accounts are found: none of them is taken.
  func match() async throws -> JSONValue? {
    if let found = try await match(by: { try await candidates($0) }) { return found }
    // Some apps filter by what they know alone, and answer the rest with nothing.
    guard app.definition.connection.match != nil,
      await knowledge.finding(in: "Users") != .everything,
      let listed = try await match(by: { try await listed($0) }), let id = listed.identifier
    else { return nil }
    let look = try await exchange(.get("Users", id: id))
    guard let now = try resource(look, id: id) else {
      await knowledge.forget("Users")
      return nil
    }
    return now
  }

  private func match(by candidates: (MatchAttribute) async throws -> [JSONValue]) async throws
    -> JSONValue?
  {
    var others: JSONValue?
    for path in app.definition.connection.matching {
      let found = try await candidates(path)
      let free = try await free(found)
      if free.count > 1 { throw try await twoCandidates(free, have: "have the \(path.text)") }
      if let only = free.first {
        try await refuseSecond(than: only, foundBy: path)
        return only
      }
      if path.isUnique { others = others ?? found.first }
    }
    return others
  }

  /// Why the account is not the user's; `nil` where it may become it.
  func refusal(of resource: JSONValue, isOurs: Bool) async throws -> String? {
    try await store { try refusal(of: resource, isOurs: isOurs, in: $0) }
  }

  func refusal(of resource: JSONValue, isOurs: Bool, in session: any StoreSession) throws -> String?
  {
    guard let user = task.user else { return nil }
    return try AccountOwnership(app, in: session).refusal(of: resource, to: user, isOurs: isOurs)
  }

  /// Those of the accounts that may become the user's.
  private func free(_ found: [JSONValue]) async throws -> [JSONValue] {
    guard let user = task.user, !found.isEmpty else { return found }
    return try await store { session in
      let isOurs = try session.queue.attempts(task.id).contains { $0.mayHaveMade }
      let ownership = try AccountOwnership(app, in: session)
      return try found.filter { try ownership.refusal(of: $0, to: user, isOurs: isOurs) == nil }
    }
  }

  /// The accounts that hold one of the values that would be sent.
  private func candidates(_ path: MatchAttribute) async throws -> [JSONValue] {
    var found: [JSONValue] = []
    for value in task.request.body.map(path.values) ?? [] {
      for account in try await execution.accounts(where: path.path, is: value)
      where !found.contains(where: { $0.identifier == account.identifier }) {
        found.append(account)
      }
    }
    return found
  }

  /// The accounts of the app's list that hold one of the values that would be sent.
  private func listed(_ path: MatchAttribute) async throws -> [JSONValue] {
    let values = task.request.body.map(path.values) ?? []
    if values.isEmpty { return [] }
    let filters = values.map { Filter.equals(path.path, $0) }
    return try await execution.all("Users").filter { account in
      filters.contains { $0.matches(account, schemas: schemas) }
    }
  }

  /// An account that has the name and not the user's own external id, while another one has that id,
  /// may be of somebody who had the name before.
  private func refuseSecond(than found: JSONValue, foundBy path: MatchAttribute) async throws {
    let external = MatchAttribute("externalId")
    guard path != external, app.definition.connection.matching.contains(external),
      let value = creation.sent("externalId"), found["externalId"]?.scalarText != value
    else { return }
    let others = try await execution.accounts(where: external.path, is: value)
      .filter { $0.identifier != found.identifier }
    if !others.isEmpty {
      throw try await twoCandidates([found] + others, have: "could be the account")
    }
  }

  private func twoCandidates(_ found: [JSONValue], have what: String) async throws -> ExecutionStop
  {
    let user = try await store { session in
      try task.user.flatMap { try session.directory.users([$0]).first?.user.username } ?? task.name
    }
    let words = found.prefix(5).map { account in
      let external = account["externalId"]?.scalarText.map { ", externalId \($0)" } ?? ""
      return
        "\(account["userName"]?.scalarText ?? "no userName") (id \(account.identifier ?? "none")\(external))"
    }
    return ExecutionStop(
      outcome: .failed(
        TaskError(
          advice:
            "\(found.count) accounts in the app \(what) of \(user): \(words.joined(separator: " and ")); none was taken: usher link \(app.name.quotedForShell) \(user.quotedForShell) ID says which it is"
        )))
  }
}
