import Text
import Engine
import Foundation
import Provisioning
import SCIM

/// What OneLogin gives everyone who has an app, and what usher would give.
public struct TakeOverComparison: Sendable {
  /// One difference.
  public struct Difference: Sendable, Hashable {
    /// Who.
    public var username: String
    /// What: `account`, `groups`, or a SCIM path.
    public var what: String
    /// What OneLogin gives.
    public var there: String
    /// What usher would give.
    public var here: String
  }

  /// How many have the app in OneLogin.
  public internal(set) var people = 0
  /// The differences, by username.
  public internal(set) var differences: [Difference] = []

  /// How many people differ.
  public var differing: Int { Set(differences.map(\.username)).count }
}

extension OneLoginAppReader {
  /// Compares, for everyone who has the app there or would have it here.
  ///
  /// - Parameter now: the moment, in seconds since 1970.
  public func compare(
    _ app: String, template: OneLoginTemplate?, now: Double
  ) async throws -> (taken: TakeOver, comparison: TakeOverComparison) {
    let (taken, form, mapping) = try await translated(app, template)
    let evaluator = try Evaluator(
      taken.definition, schemas: .user, at: EvaluationTime(now: now))
    let theirs = OneLoginEvaluation(app: form, now: now)
    var holders: [Int: Set<String>] = [:]
    for (id, name) in form.roleNames.sorted(by: { $0.key < $1.key }) {
      for user in try await client.all(
        OneLoginPages("/api/2/roles/\(id)/users", of: "users of the role \(name)"))
      where user["assigned"]?.bool ?? true {
        if let user = user["id"]?.integer { holders[user, default: []].insert(id) }
      }
    }
    let listed = try await client.all(OneLoginPages("/api/2/apps/\(form.id)/users", of: "users"))
    let having = Set(listed.compactMap { $0["id"]?.integer })
    let person = OneLoginPerson(
      mapping: mapping, groups: form.groupNames,
      roles: holders.mapValues { ids in
        ids.compactMap { form.roleNames[$0] }.compactMap { settings.roles?.role(of: $0) ?? $0 }
      })
    var comparison = TakeOverComparison()
    comparison.people = having.count
    let fields = (mapping.requested + ["last_login", "group_id"]).joined(separator: ",")
    let users = OneLoginPages(
      "/api/2/users", [(name: "sort", value: "+id"), (name: "fields", value: fields)], of: "users")
    try await client.all(users) { page in
      for user in page {
        guard let id = user["id"]?.integer else { continue }
        let ours = evaluator.evaluate(try person.person(user).entry.user)
        guard having.contains(id) || ours.outcome == .assigned else { continue }
        let there = having.contains(id) ? theirs.result(user, roles: holders[id] ?? []) : nil
        let name = OneLoginPerson.text(user["username"])
        comparison.differences += Self.differences(
          name.isEmpty ? String(id) : name, there, ours, taken)
      }
    }
    comparison.differences.sort { ($0.username, $0.what) < ($1.username, $1.what) }
    return (taken, comparison)
  }

  private static func differences(
    _ name: String, _ there: OneLoginEvaluation.Result?, _ here: Evaluation, _ taken: TakeOver
  ) -> [TakeOverComparison.Difference] {
    func difference(_ what: String, _ there: String, _ here: String)
      -> TakeOverComparison.Difference
    {
      TakeOverComparison.Difference(username: name, what: what, there: there, here: here)
    }
    guard let there else { return [difference("account", "none", "has one")] }
    guard here.outcome == .assigned, let desired = here.desired else {
      return [difference("account", "has one", "none: \(here.outcome.rawValue)")]
    }
    var found: [TakeOverComparison.Difference] = []
    let (theirs, ours) = (there.groups, Set(desired.groups.map(\.name)))
    if Set(theirs.map { $0.lowercased() }) != Set(ours.map { $0.lowercased() }) {
      found.append(
        difference(
          "groups", theirs.sorted().joined(separator: ", "),
          ours.sorted().joined(separator: ", ")))
    }
    for (parameter, path) in taken.paths.sorted(by: { $0.key < $1.key })
    where !OneLoginPaths.isManager(path) {
      let theirs = there.values[parameter] ?? ""
      let ours = desired.value(at: path)?.scalarText ?? ""
      let isUnknown = there.unknown.contains(parameter)
      if theirs != ours || isUnknown {
        found.append(difference(path, isUnknown ? "set by a scriplet" : theirs, ours))
      }
    }
    return found
  }
}
