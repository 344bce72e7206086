import Text
import Provisioning
import SCIM

/// One account against what it should be.
struct AccountVerification {
  let policy: ProvisioningPolicy
  let comparison: AccountComparison
  let notKept: Set<String>

  func compare(
    _ user: DirectoryUser, _ assignment: AssignmentRecord, _ account: AccountRecord?,
    _ report: inout VerifyReport
  ) {
    let account = account.flatMap { $0.state == .gone ? nil : $0 }
    switch assignment.outcome {
    case .assigned, .conflict:
      guard let desired = assignment.desired else { return }
      guard let account, account.state == .present else {
        return report.add(.user, desired.userName, "has no account in the app", of: user.id)
      }
      compare(desired, account, &report)
    case .suspended:
      guard let account, account.state == .present, let desired = assignment.desired,
        policy.whenSuspended == .suspend
      else { return }
      compare(desired, account, &report)
    case .noAccess, .left, .excluded, .undone, .deleted: leaver(user, account, &report)
    case .notStarted:
      guard let account, account.state == .present, account.isActive,
        policy.whenDeleted != .nothing
      else { return }
      report.add(
        .user, account.userName, "is active, should be suspended until \(assignment.detail)",
        of: user.id)
    case .incomplete:
      report.notes.append(
        "\(user.username): what the account should be cannot be computed: \(assignment.detail)")
    }
  }

  private func compare(
    _ desired: DesiredAccount, _ account: AccountRecord, _ report: inout VerifyReport
  ) {
    for change in comparison.changes(desired, account.resource) {
      let held = Self.words(change.from)
      let should = Self.words(change.to)
      if notKept.contains(change.path) {
        report.notKept[change.path, default: 0] += 1
      } else if change.isOfAccess, account.isInvited, desired.active {
        report.add(
          .user, account.userName,
          "active is \(held), should be \(should): it may wait for an invitation to be accepted",
          of: account.user)
      } else if !change.isOfAccess, account.stuck[change.path] == (change.to?.text ?? "null") {
        report.notes.append(
          "\(account.userName): the app does not take \(change.path) (is \(held), sent \(should))")
      } else {
        report.add(
          .user, account.userName, "\(change.path) is \(held), should be \(should)",
          of: account.user)
      }
    }
  }

  private func leaver(
    _ user: DirectoryUser, _ account: AccountRecord?, _ report: inout VerifyReport
  ) {
    guard let account, account.state != .hidden else { return }
    if account.state == .deactivated {
      report.notes.append(
        "\(account.userName): deleted; the app keeps the account, inactive")
      return
    }
    switch policy.whenDeleted {
    case .delete:
      report.add(.user, account.userName, "is still there, should be deleted", of: user.id)
    case .suspend:
      if account.isActive {
        report.add(.user, account.userName, "is active, should be suspended", of: user.id)
      }
    case .nothing: return
    }
  }

  private static func words(_ value: JSONValue?) -> String {
    guard let value, !value.isUnassigned else { return "empty" }
    return "'\((value.scalarText ?? value.text).visible(upTo: 120))'"
  }
}
