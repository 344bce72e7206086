import Text
import Engine
import Provisioning
import SCIM
import Sandbox

/// What admins take back, and let follow the rules again.
extension World {
  /// An admin undoes what a run did, to everyone or to somebody. Where that is over the limits, the
  /// number is given, or nothing may be pinned.
  func undoRun() throws {
    let desk = desk()
    let runs = try desk.engine.runs.all("app", limit: 12).map(\.run)
    // Now and then one that did nothing, which cannot be undone.
    let done = runs.filter { $0.provisioned > 0 || dice.once(in: 8) }
    guard let run = dice.one(of: done)?.id else { return }
    let whom = dice.once(in: 3) ? somebody()?.name : nil
    let selection = UserSelection(usernames: whom.map { [$0] } ?? [])
    let (before, accepts) = (try pins(), dice.once(in: 2))
    let plan = try? desk.engine.undo.plan(run, selection).plan
    let deletions = accepts ? plan?.blocked?.count : nil
    let removals = accepts ? plan?.blockedMemberships?.count : nil
    let lifts = [deletions, removals].compactMap { $0 }.map { _ in "limit.lift app" }
    let isDone = act(
      "undoes run \(run) of \(whom ?? "everyone")", at: desk, audit: ["run.undo \(run)"] + lifts
    ) {
      _ = try $0.undo.undo(
        run, selection, accepting: deletions, acceptingMemberships: removals)
    }
    let after = try pins()
    if !isDone { findings.expect(before == after, "a refused undo of run \(run) pinned something") }
    findings.expect(
      before.allSatisfy { user, pins in
        Set(pins.map(\.key)).isSubset(of: (after[user] ?? []).map(\.key))
      },
      "undoing run \(run) took pins away")
  }

  /// An admin lets somebody follow the rules again, or everyone of one undo.
  func unpin() throws {
    let pinned = try pins()
    guard let user = dice.one(of: pinned.keys.sorted()), let pin = pinned[user]?.first else {
      return
    }
    let person =
      dice.once(in: 2)
      ? try store.read { try $0.directory.users([user]).first?.user.username } : nil
    if let person {
      act("unpins \(person)", at: desk(), audit: ["pin.remove \(person)"]) {
        _ = try $0.pins.unpin([person])
      }
    } else {
      unpin(pin.run)
    }
  }

  /// Lets everything come to rest while something is pinned, now and then, and then everyone follow
  /// the rules again.
  func letGo() throws {
    guard findings.all.isEmpty else { return }
    if dice.once(in: 2) {
      try settle()
      if findings.all.isEmpty { try checkPins() }
    }
    try unpinAll()
  }

  /// Everyone follows the rules again.
  private func unpinAll() throws {
    for run in Set(try pins().values.flatMap { $0.map(\.run) }).sorted() { unpin(run) }
    findings.expect(try pins().isEmpty, "something stays pinned")
  }

  private func unpin(_ run: RunID) {
    act("unpins run \(run)", at: desk(), audit: ["pin.remove run \(run)"]) {
      _ = try $0.pins.unpin([], run: run)
    }
  }

  /// What is pinned, by user.
  private func pins() throws -> [UserID: [Pin]] {
    try store.read { session in
      guard let app = try session.apps.all().first?.id else { return [:] }
      return try session.runs.pins(
        app, users: session.runs.pinnedUsers(app, run: nil, after: 0, limit: 1_000))
    }
  }
}

/// What must hold once everything came to rest, while something is pinned.
extension World {
  /// Holds the accounts in the app against what is pinned.
  func checkPins() throws {
    for (user, pins) in try pins().sorted(by: { $0.key < $1.key }) {
      try store.read { session in
        guard let app = try session.apps.all().first,
          let known = try session.accounts.accounts(app.id, users: [user])[user],
          let account = door.app.resource(known.remoteID, in: "Users")
        else { return }
        let outcome = try session.assignments.assignments(app.id, [user])[user]?.outcome
        let groups = try session.groups.groups(app.id)
        for pin in pins {
          let isHeld: Bool
          switch pin.kind {
          case .value(let path, let value) where outcome == .assigned:
            isHeld = AccountComparison(schemas: app.userSchemas).holds(
              value, at: path, in: account)
          case .member(let group, let isMember) where outcome == .assigned:
            isHeld =
              isIn(groups.first { $0.id == group }?.remoteID, account) ?? isMember == isMember
          // Nothing is sent for whoever wants what is another's, or whose account cannot be computed.
          case .account(.active) where outcome != .conflict && outcome != .incomplete:
            isHeld = account["active"]?.bool ?? true
          case .account(.inactive) where outcome == .assigned:
            isHeld = account["active"]?.bool == false
          case .account(.absent): isHeld = policy.whenDeleted == .nothing || isTakenAway(account)
          case .value, .member, .account: continue
          }
          findings.expect(
            isHeld, "\(pin.kind.json.text) is pinned of user \(user), who has \(account.text)")
        }
      }
    }
  }

  /// Whether an account is in a group, where that can be told: others may put anybody into a group
  /// that is not usher's own.
  private func isIn(_ group: String?, _ account: JSONValue) -> Bool? {
    guard let group, let resource = door.app.groups.first(where: { Self.id($0) == group }),
      !mayBeOthers(group, Self.id(account))
    else { return nil }
    return (resource["members"]?.array ?? []).contains {
      $0["value"]?.scalarText == Self.id(account)
    }
  }

  private func isTakenAway(_ account: JSONValue) -> Bool { account["active"]?.bool == false }
}
