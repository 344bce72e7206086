import Text
import Engine
import Provisioning
import SCIM
import Sandbox

/// What must hold in the end where people have keys.
extension World {
  /// Holds each account against the person for whom it was made.
  func checkPeople() {
    var accounts: [String: JSONValue] = [:]
    for account in door.app.users where !door.unlinked.contains(Self.id(account)) {
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
    let aboutToStart = Set(
      staff.people.filter { $0.hasRole && $0.isToStart(on: staff.today) }.map(\.key))
    for (key, account) in accounts.sorted(by: { $0.key < $1.key }) {
      let name = account["userName"]?.string ?? ""
      // Somebody who is about to start loses no account for good.
      if aboutToStart.contains(key), policy.whenDeleted != .nothing {
        findings.expect(
          account["active"]?.bool == false, "\(key) is about to start and \(name) is active")
        continue
      }
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

  /// Whether that account is active: whoever is blocked does not get one back that was deactivated.
  func hasActiveAccount(_ person: Staff.Person) -> Bool {
    door.app.users.contains {
      door.owner(Self.id($0)) == person.key && $0["active"]?.bool == true
    }
  }

  /// Whether usher ever heard of an account.
  private func knows(_ id: String) -> Bool {
    let isKnown = try? store.read { session in
      guard let app = try session.apps.all().first else { return false }
      return try session.accounts.account(app.id, remoteID: id) != nil
    }
    return isKnown ?? false
  }

  /// What usher knows of an account, for a finding.
  private func knowledge(of account: JSONValue) -> String {
    let words = try? store.read { session -> String? in
      guard let app = try session.apps.all().first,
        let known = try session.accounts.account(app.id, remoteID: Self.id(account))
      else { return nil }
      let assignment = try known.user.flatMap {
        try session.assignments.assignments(app.id, [$0])[$0]
      }
      return
        "usher knows it as \(known.state) of user \(known.user ?? 0), who is \(assignment?.outcome.rawValue ?? "nobody")"
    }
    return (words ?? nil) ?? "usher does not know it"
  }

  /// The key of the person whom an account belongs to: by what was first written to it, else by usher's
  /// own account, where it was linked to somebody and nothing of theirs arrived.
  func belongs(_ account: JSONValue) -> String? {
    if door.unlinked.contains(Self.id(account)) { return nil }
    if let owner = door.owner(Self.id(account)) { return owner }
    let key = try? store.read { session -> String? in
      guard let app = try session.apps.all().first else { return nil }
      let id = Self.id(account)
      let user =
        try session.accounts.account(app.id, remoteID: id)?.user
        ?? session.accounts.formerAccounts(app.id, remoteID: id).first?.user
      return try user.flatMap {
        try session.directory.users([$0]).first?.user.attributes["external_id"]
      }
    }
    return key ?? nil
  }

  /// Whether the account of somebody who is suspended gets another name. One that the app kept when it
  /// was to be deleted is left alone until its person is back.
  private var renamesSuspended: Bool {
    policy.whenSuspended == .suspend && !traits.profile.deactivatesOnDelete
  }

  /// Whether somebody else's account has a value that the person should have and that no two can
  /// have, and keeps it.
  func isBlocked(_ person: Staff.Person) -> Bool {
    isBlocked(person, after: [])
  }

  /// - Parameter seen: the keys of those who wait for this person.
  private func isBlocked(_ person: Staff.Person, after seen: Set<String>) -> Bool {
    // Two who want each other's values can exchange them.
    guard let key = person.key, !seen.contains(key) else { return false }
    // An account of their own that the app hides is brought back where they have no other, and usher
    // ever heard of it.
    let mayComeBack = !hasAccount(person)
    let isTaken = door.hidden(person.name).contains { id, owner in
      !(mayComeBack && owner == key && knows(id))
    }
    if isTaken { return true }
    let waiting = seen.union([key])
    return holders(ofWhat: person, key).contains { holder in
      guard
        let next = staff.people.first(where: { $0.key == belongs(holder) }),
        staff.hasAccess(next), next.isActive || renamesSuspended
      else { return true }
      if next.mail == person.mail, Self.has(holder, mail: person.mail), hasUniqueMail {
        return true
      }
      return isBlocked(next, after: waiting)
    }
  }

  private var hasUniqueMail: Bool { traits.profile.quirks.uniqueMail != nil }

  /// The accounts of others that have a value that the person should have and no two can have.
  private func holders(ofWhat person: Staff.Person, _ key: String) -> [JSONValue] {
    let mayTakeFound = !hasAccount(person)
    return door.app.users.filter { account in
      let isHolder =
        account["userName"]?.scalarText?.lowercased() == person.name
        || account["externalId"]?.scalarText == key
        || hasUniqueMail && Self.has(account, mail: person.mail)
      guard isHolder else { return false }
      if let owner = belongs(account) { return owner != key }
      // One that is nobody's is found by the name and linked, unless an admin took it away.
      return door.unlinked.contains(Self.id(account)) || !mayTakeFound
    }
  }

  private static func has(_ account: JSONValue, mail: String) -> Bool {
    (account["emails"]?.array ?? []).contains { $0["value"]?.scalarText?.lowercased() == mail }
  }
}
