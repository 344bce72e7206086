import Text
public import Provisioning
import SCIM

/// What stays of accounts as it was before a run, until somebody ends that.
public struct AccountPins: Sendable {
  let store: any Store
  let time: any TimeSource
  let actor: Actor
  let evaluations: Evaluations

  /// What is pinned, user by user.
  ///
  /// - Parameters:
  ///   - username: only of this user; `nil` for all.
  ///   - app: only in this app; `nil` for all.
  ///   - limit: how many users at most.
  public func all(_ username: String? = nil, app: String? = nil, limit: Int = 1_000) throws
    -> [PinnedUser]
  {
    try store.read { session in
      let user = try username.map { try session.anyone(named: $0).user.id }
      let apps = try app.map { [try session.existingApp(named: $0)] } ?? session.apps.all()
      return try apps.flatMap { app -> [PinnedUser] in
        let ids =
          try user.map { [$0] }
          ?? session.runs.pinnedUsers(app.id, run: nil, after: 0, limit: limit)
        let names = Dictionary(
          try session.groups.groups(app.id).map { ($0.id, $0.name) },
          uniquingKeysWith: { first, _ in first }
        )
        let pins = try session.runs.pins(app.id, users: ids)
        return try session.directory.users(ids).compactMap { stored in
          guard let pins = pins[stored.user.id] else { return nil }
          return PinnedUser(
            app: app.name, user: stored.user, pins: pins,
            words: pins.map { pin in pin.kind.words { names[$0] ?? "a group that is gone" } })
        }
      }
    }
  }

  /// Lets users follow the rules again, and files what that takes.
  ///
  /// - Parameters:
  ///   - usernames: whom; empty for everyone for whom undoing the run pinned something.
  ///   - app: only in this app; `nil` for all.
  ///   - run: only what undoing this run pinned; `nil` for all.
  public func unpin(_ usernames: [String], app: String? = nil, run: RunID? = nil) throws
    -> [EvaluationResult]
  {
    try store.write { session in
      let named = try usernames.map { try session.anyone(named: $0).user.id }
      let apps = try app.map { [try session.existingApp(named: $0)] } ?? session.apps.all()
      let freed = try apps.reduce(into: Set<UserID>()) { freed, app in
        freed.formUnion(
          try unpin(
            named.isEmpty ? nil : named, app, run, in: session))
      }
      guard !freed.isEmpty else {
        throw EngineError.invalid(
          "nothing is pinned for \(usernames.isEmpty ? "anybody" : usernames.joined(separator: ", ")); usher pins list shows what is"
        )
      }
      try session.audit.add(
        at: time.now(), actor, "pin.remove",
        usernames.isEmpty ? "run \(run ?? 0)" : usernames.joined(separator: ", "),
        ["users": .integer(Int64(freed.count))])
      return try evaluations.evaluate(freed.sorted(), in: session)
    }
  }

  private func unpin(
    _ named: [UserID]?, _ app: AppRecord, _ run: RunID?, in session: any StoreSession
  ) throws -> [UserID] {
    if let named {
      let freed = try session.runs.pins(app.id, users: named)
        .filter { $0.value.contains { run == nil || $0.run == run } }.keys.sorted()
      for user in freed { try session.runs.unpin(app.id, user: user, run: run) }
      return freed
    }
    var freed: [UserID] = []
    while true {
      let page = try session.runs.pinnedUsers(
        app.id, run: run, after: freed.last ?? 0, limit: StorePage.size)
      if page.isEmpty { return freed }
      for user in page { try session.runs.unpin(app.id, user: user, run: run) }
      freed += page
    }
  }
}
