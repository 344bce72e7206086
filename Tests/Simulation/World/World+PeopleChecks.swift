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
        findings.add("the account \(name) of \(key), who left, should be deleted")
      case .delete, .suspend:
        findings.expect(
          account["active"]?.bool == false, "\(key) left and the account \(name) is active")
      case .nothing: break
      }
    }
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
          && (door.owner(Self.id(account)) ?? key) != key
      }
      guard let holder else { return false }
      guard
        let next = staff.people.first(where: { $0.key == door.owner(Self.id(holder)) }),
        staff.hasAccess(next), next.isActive || policy.whenSuspended == .suspend
      else { return true }
      person = next
    }
    return false
  }
}
