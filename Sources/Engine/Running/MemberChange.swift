import Provisioning
import SCIM

/// One change of a group's members, through whatever dialect the app takes: whole where it works,
/// halved where one bad member makes the app refuse all.
struct MemberChange: ExecutionStep {
  let execution: Execution
  let group: String
  let isAddition: Bool

  /// Makes the change for these accounts.
  func apply(_ ids: [String]) async throws -> MemberOutcome {
    if task.acceptedAt != nil { return try await awaited(ids) }
    let needed = try await needed(ids)
    if needed.isEmpty { return MemberOutcome() }
    let outcome = try await send(needed)
    await knowledge.believe(outcome.unseen, isIn: isAddition, in: group)
    return outcome
  }

  /// Who is to be added or removed still. Whoever is not shown may be in all the same, where the app
  /// shows only a part: the removal is sent.
  private func needed(_ ids: [String]) async throws -> [String] {
    guard let shown = try await look(fresh: false) else { return ids }
    let believed = await knowledge.believed(in: group)
    if isAddition { return ids.filter { !shown.ids.contains($0) && !believed.contains($0) } }
    let (known, most) = try await possibleMembers()
    if shown.mayHide(known: known, most: most) { return ids }
    return ids.filter { shown.ids.contains($0) || believed.contains($0) }
  }

  /// Looks for what the app said it would do; nothing is sent again.
  private func awaited(_ ids: [String]) async throws -> MemberOutcome {
    let effect = try await effect(on: ids)
    if effect.undone.isEmpty { return MemberOutcome(unseen: effect.unseen) }
    let accepted = HTTPResponse(status: 202)
    if let outcome = execution.waiting(accepted, for: "the change of the members does not show") {
      throw ExecutionStop(outcome: outcome)
    }
    let error = execution.unseen(accepted, "did not do it since")
    return MemberOutcome(
      refused: Dictionary(uniqueKeysWithValues: effect.undone.map { ($0, error) }))
  }

  private func send(_ ids: [String]) async throws -> MemberOutcome {
    var last = TaskError(advice: "")
    var (isRefused, isUnproven) = (false, false)
    if app.memberDialect == Self.whole, let result = try await replaceWhole(ids) {
      return result
    }
    for dialect in dialects {
      guard let response = try await exchange(request(ids, dialect), ids) else {
        return MemberOutcome()
      }
      guard (200..<300).contains(response.status) else {
        last = failure(response)
        isRefused = true
        // Nobody to remove (RFC 7644, section 3.12): an earlier attempt did it.
        if !isAddition, ids.count == 1, last.scimType?.lowercased() == "notarget" {
          return MemberOutcome()
        }
        if Self.refusals.contains(response.status) {
          if let result = try await replaceWhole(ids) { return result }
          break
        }
        if [403, 413].contains(response.status) { break }
        continue
      }
      let effect = try await effect(on: ids)
      if effect.undone.count < ids.count { try await remember(dialect.rawValue) }
      if effect.undone.isEmpty { return MemberOutcome(unseen: effect.unseen) }
      if response.status == 202,
        let outcome = execution.waiting(response, for: "the change of the members does not show")
      {
        throw ExecutionStop(outcome: outcome)
      }
      last = unchanged(response)
      isUnproven = isUnproven || !effect.isProven
      if effect.undone.count < ids.count {
        let rest = try await sendRest(effect.undone, dialect, last)
        return rest.merging(MemberOutcome(unseen: effect.unseen))
      }
    }
    if isUnproven {
      // It takes the change, shows no members and says of nobody that they are in: it is believed.
      await knowledge.learn(membersFilter: false)
      return MemberOutcome(unseen: Set(ids))
    }
    if isRefused { return try await sendHalves(ids, last) }
    // The app took it and shows nobody of them. Halves of it would be shown no better.
    return MemberOutcome(refused: Dictionary(uniqueKeysWithValues: ids.map { ($0, last) }))
  }

  /// Sends what an app left undone of a request that it took, as long as that gets on: some apps do
  /// only the first of several operations, some leave a bad member out without a word.
  private func sendRest(_ ids: [String], _ dialect: MemberDialect, _ error: TaskError) async throws
    -> MemberOutcome
  {
    var (left, last) = (ids, error)
    var outcome = MemberOutcome()
    while !left.isEmpty {
      guard let response = try await exchange(request(left, dialect), left) else { return outcome }
      guard (200..<300).contains(response.status) else {
        return outcome.merging(try await sendHalves(left, failure(response)))
      }
      let effect = try await effect(on: left)
      outcome.unseen.formUnion(effect.unseen)
      last = unchanged(response)
      if effect.undone.count == left.count {
        for id in left { outcome.refused[id] = last }
        return outcome
      }
      left = effect.undone
    }
    return outcome
  }

  /// Finds the members for which the app refuses all.
  private func sendHalves(_ ids: [String], _ error: TaskError) async throws -> MemberOutcome {
    if !isAddition, ids.count == 1, try await isOut(ids[0]) { return MemberOutcome() }
    if ids.count == 1 || error.status == 403 || Self.refusals.contains(error.status ?? 0) {
      return MemberOutcome(refused: Dictionary(uniqueKeysWithValues: ids.map { ($0, error) }))
    }
    let middle = ids.count / 2
    let first = try await send(Array(ids[..<middle]))
    return first.merging(try await send(Array(ids[middle...])))
  }

  /// Whether an app that refuses to remove somebody shows all its members, and not them: somebody
  /// else took them out.
  private func isOut(_ id: String) async throws -> Bool {
    guard let shown = try await look(fresh: true), !shown.ids.contains(id) else { return false }
    let (known, most) = try await possibleMembers()
    return !shown.isPart(lacking: known - shown.ids.count, most: most)
  }

  /// Writes the group as a whole, for an app that takes no PATCH on groups; only where everyone who
  /// is in it is known.
  private func replaceWhole(_ ids: [String]) async throws -> MemberOutcome? {
    guard let current = try await everyone() else { return nil }
    let wanted = isAddition ? current.union(ids) : current.subtracting(ids)
    let request = GroupRequests.replace(
      group, name: try await groupCreation.nameInApp(), members: wanted.sorted())
    if let response = try await exchange(request, ids) {
      guard (200..<300).contains(response.status), try await effect(on: ids).undone.isEmpty else {
        return nil
      }
    }
    try await remember(Self.whole)
    return MemberOutcome()
  }

  /// Everyone who is in the group. A group that shows nobody is taken as empty only where usher made
  /// it and put nobody in: the members of any other may just be hidden.
  private func everyone() async throws -> Set<String>? {
    let (known, most) =
      try await isAddition ? knownMembers() : possibleMembers()
    guard let shown = try await look(fresh: true) else {
      return try await isOwnGroup && known == 0 ? [] : nil
    }
    guard !shown.isPart(lacking: known - shown.ids.count, most: most) else {
      throw ExecutionStop(
        outcome: .failed(
          TaskError(
            advice:
              "the app takes a group only as a whole and shows \(shown.ids.count) of its members, so that a change would put the others out: change the group in the app"
          )))
    }
    return shown.ids
  }

  /// Sends a change; where its answer was lost, the group is looked at before anything else.
  ///
  /// - Returns: the answer; `nil` where none came and the change took effect all the same.
  private func exchange(_ request: TaskRequest, _ ids: [String]) async throws -> HTTPResponse? {
    do {
      return try await writing.write(
        HTTPRequest(request.method, request.path, body: request.body), nil, id: group,
        in: "Groups")
    } catch let stop as ExecutionStop {
      guard case .later(let error, _) = stop.outcome, error.status == nil else { throw stop }
      let effect = try await effect(on: ids, isTaken: false)
      guard effect.undone.isEmpty, effect.unseen.isEmpty else { throw stop }
      return nil
    }
  }

  private func request(_ ids: [String], _ dialect: MemberDialect) -> TaskRequest {
    isAddition
      ? GroupRequests.add(ids, to: group, dialect) : GroupRequests.remove(ids, from: group, dialect)
  }

  private func unchanged(_ response: HTTPResponse) -> TaskError {
    failure(
      response,
      advice: "the app answered \(response.status) and did not do it: look at the group in the app")
  }

  /// What an app answers that takes no PATCH on groups at all.
  private static let refusals = [405, 501]
  /// What is kept of such an app.
  private static let whole = "whole"

  private var dialects: [MemberDialect] {
    guard let known = app.memberDialect.flatMap(MemberDialect.init) else {
      return MemberDialect.allCases
    }
    // What took an addition need not take a removal.
    return [known] + MemberDialect.allCases.filter { $0 != known }
  }

  /// Keeps which dialect the app took.
  private func remember(_ dialect: String) async throws {
    try await store { session in
      guard var app = try session.apps.app(app.id) else { return }
      // Both add in the same way, so that the one which also removes is the better one to know.
      let isBetter =
        app.memberDialect == MemberDialect.standard.rawValue
        && dialect == MemberDialect.valueList.rawValue
      guard app.memberDialect == nil || isBetter else { return }
      app.memberDialect = dialect
      try session.apps.save(app)
    }
  }
}
