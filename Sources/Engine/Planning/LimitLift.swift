import Text
import Provisioning
import SCIM

/// What the audit log says where somebody let more go than the limits of an app allow.
struct LimitLift {
  private let app: AppRecord
  private let deletions: Int?
  private let memberships: Int?
  private let only: String
  /// How much was taken away lately, before this.
  private let before: Int

  /// Looks at the app before anything is filed.
  ///
  /// - Parameters:
  ///   - deletions: how many deletions and suspensions are let go; `nil` where the limit holds.
  ///   - memberships: the same of removals from groups.
  ///   - only: whose, in words.
  init(
    _ app: AppRecord, deletions: Int?, memberships: Int?, only: String,
    in session: any StoreSession, at now: Double
  ) throws {
    self.app = app
    self.deletions = deletions
    self.memberships = memberships
    self.only = only
    let window = app.definition.provisioning.limits.windowStart(now)
    before = try session.limits.destructiveCount(app.id, since: window).recent
  }

  /// Writes it down, once it was done.
  func audit(by actor: Actor, in session: any StoreSession, at now: Double) throws {
    let limits = app.definition.provisioning.limits
    if let memberships {
      try session.audit.add(
        at: now, actor, "limit.lift", app.name,
        [
          "acceptedMemberships": .integer(Int64(memberships)), "only": .string(only),
          "limit": .string(limits.membershipWords),
        ])
    }
    if let deletions {
      try session.audit.add(
        at: now, actor, "limit.lift", app.name,
        [
          "accepted": .integer(Int64(deletions)), "only": .string(only),
          "before": .integer(Int64(before)),
          "limit": .string(limits.words(of: try session.accounts.activeAccounts(app.id))),
        ])
    }
  }
}
