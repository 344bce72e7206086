import Engine
import Provisioning
import SCIM
import Sandbox

/// What must hold in the end where people have keys.
extension World {
  /// Holds each account against the person for whom it was made.
  func checkPeople() {
    var accounts: [String: JSONValue] = [:]
    for account in door.app.users {
      guard let key = door.owner(Self.id(account)) else { continue }
      findings.expect(accounts[key] == nil, "there are two accounts of \(key)")
      accounts[key] = account
    }
    for person in staff.people where staff.hasAccess(person) {
      let account = accounts.removeValue(forKey: person.key ?? "")
      if person.isActive {
        if !isBlocked(person) { check(person, account) }
      } else if policy.whenSuspended == .suspend, let account {
        findings.expect(
          account["active"]?.bool == false, "\(person) is suspended and the account is active")
      }
    }
    for (key, account) in accounts.sorted(by: { $0.key < $1.key }) {
      let name = account["userName"]?.string ?? ""
      switch policy.whenDeleted {
      case .delete where !traits.profile.deactivatesOnDelete:
        findings.add(
          "the account \(name) of \(key), who left, should be deleted; \(knowledge(of: account))")
      case .delete, .suspend:
        findings.expect(
          account["active"]?.bool == false,
          "\(key) left and the account \(name) is active; \(knowledge(of: account))")
      case .nothing: break
      }
    }
  }

  /// Whether the app has an account that was made for the person.
  func hasAccount(_ person: Staff.Person) -> Bool {
    door.app.users.contains { door.owner(Self.id($0)) == person.key }
  }

  /// What usher knows of an account, for a finding.
  private func knowledge(of account: JSONValue) -> String {
    let words = try? store.read { session -> String? in
      guard let app = try session.apps().first,
        let known = try session.account(app.id, remoteID: Self.id(account))
      else { return nil }
      let assignment = try known.user.flatMap { try session.assignments(app.id, [$0])[$0] }
      return
        "usher knows it as \(known.state) of user \(known.user ?? 0), who is \(assignment?.outcome.rawValue ?? "nobody")"
    }
    return (words ?? nil) ?? "usher does not know it"
  }

  /// The key of the person whom an account belongs to: by what was first written to it, else by usher's
  /// own account, where it was linked to somebody and nothing of theirs arrived.
  func belongs(_ account: JSONValue) -> String? {
    if let owner = door.owner(Self.id(account)) { return owner }
    let key = try? store.read { session -> String? in
      guard let app = try session.apps().first else { return nil }
      let id = Self.id(account)
      let user =
        try session.account(app.id, remoteID: id)?.user
        ?? session.formerAccounts(app.id, remoteID: id).first?.user
      return try user.flatMap { try session.users([$0]).first?.user.attributes["external_id"] }
    }
    return key ?? nil
  }

  /// Whether the account of somebody who is suspended gets another name. One that the app kept when it
  /// was to be deleted is left alone until its person is back.
  private var renamesSuspended: Bool {
    policy.whenSuspended == .suspend && !traits.profile.deactivatesOnDelete
  }

  /// Whether somebody else's account has the name that the person should have, and keeps it.
  func isBlocked(_ person: Staff.Person) -> Bool {
    var seen: Set<String> = []
    var person = person
    while let key = person.key {
      // Two who want each other's names can exchange them.
      guard seen.insert(key).inserted else { return false }
      if door.hasHidden(person.name, exceptOf: key) { return true }
      let holder = door.app.users.first { account in
        account["userName"]?.scalarText?.lowercased() == person.name
          && (belongs(account) ?? (hasAccount(person) ? "" : key)) != key
      }
      guard let holder else { return false }
      guard
        let next = staff.people.first(where: { $0.key == belongs(holder) }),
        staff.hasAccess(next), next.isActive || renamesSuspended
      else { return true }
      person = next
    }
    return false
  }
}
