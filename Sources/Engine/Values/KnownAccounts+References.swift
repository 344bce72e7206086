import Text
import Provisioning
import SCIM

extension KnownAccounts {
  /// Evaluates those whose accounts refer to an account that is new, and whoever has it, whose own
  /// references may have been left out while it was being made. Whoever has no account yet is left
  /// to that moment, so that what was approved for them stays so.
  func correctReferences(to user: UserID, _ app: AppID, in session: any StoreSession) throws {
    guard let app = try session.apps.app(app), app.definition.provisioning.enabled,
      app.definition.parameters.contains(where: \.isAccountOf)
    else { return }
    var after: UserID = 0
    var hasChanged = false
    while true {
      let page = try session.references.referrers(
        app.id, to: user, after: after, limit: StorePage.size)
      guard let last = page.last else { break }
      let present = try session.accounts.accounts(app.id, users: page)
        .filter { $0.value.state == .present }
      try session.assignments.markDirty(app.id, present.keys.sorted(), by: "")
      hasChanged = hasChanged || !present.isEmpty
      after = last
    }
    if try lacksReferences(user, app, in: session) {
      // Evaluated when the task that is at it ends.
      try session.assignments.markDirty(app.id, [user], by: "")
    }
    if hasChanged { _ = try evaluations.evaluateChanged(app, in: session, by: nil) }
  }

  /// Whether accounts to which a user's account should refer were made since it was evaluated.
  private func lacksReferences(
    _ user: UserID, _ app: AppRecord, in session: any StoreSession
  ) throws
    -> Bool
  {
    let targets = try session.references.references(app.id, of: user)
    if targets.isEmpty { return false }
    let desired =
      try session.assignments.assignments(app.id, [user])[user]?.desired?.attributes ?? []
    let shown = Set(desired.compactMap { $0.value?.string })
    return try session.accounts.accounts(app.id, users: targets).values.contains { account in
      account.state == .present && !shown.contains(account.remoteID)
    }
  }
}
