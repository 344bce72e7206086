import Provisioning
import SCIM

/// One change of a group's members, through whatever dialect the app takes: whole where it works,
/// halved where one bad member makes the app refuse all.
struct MemberChange {
  let execution: Execution
  let group: String
  let isAddition: Bool

  /// Makes the change for these accounts.
  ///
  /// - Returns: why, for each account for which it did not succeed.
  func apply(_ ids: [String]) async throws -> [String: TaskError] {
    if execution.task.acceptedAt != nil { return try await awaited(ids) }
    let current = try await members(fresh: false)
    let needed = ids.filter { current?.contains($0) != isAddition }
    if needed.isEmpty { return [:] }
    return try await send(needed)
  }

  /// Looks for what the app said it would do; nothing is sent again.
  private func awaited(_ ids: [String]) async throws -> [String: TaskError] {
    let missing = try await withoutEffect(ids)
    if missing.isEmpty { return [:] }
    let accepted = HTTPResponse(status: 202)
    if let outcome = execution.waiting(accepted, for: "the change of the members does not show") {
      throw ExecutionStop(outcome: outcome)
    }
    let error = execution.unseen(accepted, "did not do it since")
    return Dictionary(uniqueKeysWithValues: missing.map { ($0, error) })
  }

  private func send(_ ids: [String]) async throws -> [String: TaskError] {
    var last = TaskError(advice: "")
    if execution.app.memberDialect == Self.whole, let result = try await replaceWhole(ids) {
      return result
    }
    for dialect in dialects {
      let request =
        isAddition
        ? GroupRequests.add(ids, to: group, dialect)
        : GroupRequests.remove(ids, from: group, dialect)
      guard let response = try await exchange(request, ids) else { return [:] }
      guard (200..<300).contains(response.status) else {
        last = execution.failure(response)
        // Nobody to remove (RFC 7644, section 3.12): an earlier attempt did it.
        if !isAddition, ids.count == 1, last.scimType?.lowercased() == "notarget" { return [:] }
        if Self.refusals.contains(response.status) {
          if let result = try await replaceWhole(ids) { return result }
          break
        }
        if [403, 413].contains(response.status) { break }
        continue
      }
      let missing = try await withoutEffect(ids)
      if missing.count < ids.count { try remember(dialect.rawValue) }
      if missing.isEmpty { return [:] }
      if response.status == 202,
        let outcome = execution.waiting(response, for: "the change of the members does not show")
      {
        throw ExecutionStop(outcome: outcome)
      }
      last = execution.failure(
        response,
        advice:
          "the app answered \(response.status) and did not do it: look at the group in the app")
      if missing.count < ids.count { return try await sendHalves(missing, last) }
    }
    return try await sendHalves(ids, last)
  }

  /// Sends a change; where its answer was lost, the group is looked at before anything else.
  ///
  /// - Returns: the answer; `nil` where none came and the change took effect all the same.
  private func exchange(_ request: TaskRequest, _ ids: [String]) async throws -> HTTPResponse? {
    do {
      return try await execution.write(
        HTTPRequest(request.method, request.path, body: request.body), nil, id: group,
        in: "Groups")
    } catch let stop as ExecutionStop {
      guard case .later(let error, _) = stop.outcome, error.status == nil,
        try await withoutEffect(ids).isEmpty
      else { throw stop }
      return nil
    }
  }

  /// What an app answers that takes no PATCH on groups at all.
  private static let refusals = [405, 501]
  /// What is kept of such an app.
  private static let whole = "whole"

  /// Finds the members for which the app refuses all.
  private func sendHalves(_ ids: [String], _ error: TaskError) async throws -> [String: TaskError] {
    if ids.count == 1 || error.status == 403 || Self.refusals.contains(error.status ?? 0) {
      return Dictionary(uniqueKeysWithValues: ids.map { ($0, error) })
    }
    let middle = ids.count / 2
    let first = try await send(Array(ids[..<middle]))
    let second = try await send(Array(ids[middle...]))
    return first.merging(second) { first, _ in first }
  }

  /// Writes the group as a whole, for an app that takes no PATCH on groups; only where everyone who
  /// is in it is known.
  private func replaceWhole(_ ids: [String]) async throws -> [String: TaskError]? {
    guard let current = try await everyone() else { return nil }
    let wanted = isAddition ? current.union(ids) : current.subtracting(ids)
    let request = GroupRequests.replace(
      group, name: try execution.nameInApp(), members: wanted.sorted())
    if let response = try await exchange(request, ids) {
      guard (200..<300).contains(response.status), try await withoutEffect(ids).isEmpty else {
        return nil
      }
    }
    try remember(Self.whole)
    return [:]
  }

  /// Everyone who is in the group. A group that shows nobody is taken as empty only where usher made
  /// it and put nobody in: the members of any other may just be hidden.
  private func everyone() async throws -> Set<String>? {
    if let shown = try await members(fresh: true) { return shown }
    return try execution.store { session in
      guard let id = execution.task.group, let record = try session.group(id),
        record.origin == .created
      else { return nil }
      let known = try session.memberships(group: id, after: 0, limit: 1_000).filter(\.known)
      return known.isEmpty ? [] : nil
    }
  }

  private func withoutEffect(_ ids: [String]) async throws -> [String] {
    if let now = try await members(fresh: true) {
      return ids.filter { now.contains($0) != isAddition }
    }
    var missing: [String] = []
    for id in ids where try await isMember(id) != isAddition { missing.append(id) }
    return missing
  }

  /// Who is in the group; `nil` where the app does not show it.
  private func members(fresh: Bool) async throws -> Set<String>? {
    if execution.app.ways.membersByFilter { return nil }
    if !fresh, let known = await execution.knowledge.members(of: group) { return known }
    let attributes: [AttributePath] = execution.app.ways.membersOnRequest ? ["members"] : []
    let response = try await execution.exchange(
      .get("Groups", id: group, attributes: attributes))
    if response.status == 404 {
      throw ExecutionStop(
        outcome: .failed(
          execution.failure(
            response,
            advice: "the group is not in the app any more: refresh the entitlements, then reapply"))
      )
    }
    guard let resource = try execution.resource(response, id: group) else {
      throw ExecutionStop(outcome: .failed(execution.failure(response)))
    }
    try execution.see(resource["displayName"]?.scalarText)
    // No list may mean that nobody is in it, or that the app never shows it: taken as empty where
    // that asks for a change, or where an empty list is what a removal leaves.
    guard let list = resource["members"]?.array else { return fresh == isAddition ? nil : [] }
    let ids = Set(list.compactMap { ($0["value"] ?? $0).scalarText })
    await execution.knowledge.saw(ids, in: group)
    return ids
  }

  private func isMember(_ id: String) async throws -> Bool {
    let filter = Filter.and([.equals("id", group), .equals("members", id)])
    let response = try await execution.exchange(
      .list("Groups", ListQuery(filter: filter)))
    guard response.status == 200, let page = try? ListPage(response: response) else {
      // An app that neither shows members nor takes the question is taken at its word.
      return isAddition
    }
    return page.resources.contains { $0.identifier == group }
  }

  private var dialects: [MemberDialect] {
    guard let known = execution.app.memberDialect.flatMap(MemberDialect.init) else {
      return MemberDialect.allCases
    }
    // What took an addition need not take a removal.
    return [known] + MemberDialect.allCases.filter { $0 != known }
  }

  /// Keeps which dialect the app took.
  private func remember(_ dialect: String) throws {
    try execution.store { session in
      guard var app = try session.app(execution.app.id) else { return }
      // Both add in the same way, so that the one which also removes is the better one to know.
      let isBetter =
        app.memberDialect == MemberDialect.standard.rawValue
        && dialect == MemberDialect.valueList.rawValue
      guard app.memberDialect == nil || isBetter else { return }
      app.memberDialect = dialect
      try session.save(app)
    }
  }
}
