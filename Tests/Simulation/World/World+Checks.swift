import Text
import Engine
import Provisioning
import SCIM
import Sandbox

/// What no moment may show.
extension World {
  /// Looks at the store: no two open tasks at one place, and counts that add up.
  func checkMoment() throws {
    if traits.hasSources { try lookAtDirectory() }
    let tasks = try store.read { try $0.tasks.tasks(TaskFilter(), before: nil, limit: 10_000) }
    let open = tasks.filter(\.status.isOpen)
    let places = open.flatMap { task -> [String] in
      guard let group = task.group else { return ["user \(task.user ?? 0)"] }
      let members = task.members.filter { $0.state == .open }.map { "\(group) \($0.user)" }
      return task.action == .createGroup ? ["group \(group)"] : members
    }
    findings.expect(
      places.count == Set(places).count, "two open tasks at one place: \(places.sorted())")
    let counts = Dictionary(grouping: tasks, by: \.status).mapValues(\.count)
    try store.read { session in
      guard let app = try session.apps.all().first?.id else { return }
      let kept = try session.tasks.taskCounts(app).filter { $0.value != 0 }
      findings.expect(kept == counts, "\(kept) tasks are counted and \(counts) are there")
      let reasons = try session.assignments.reasonCounts(app).values.reduce(0, +)
      findings.expect(
        reasons == staff.people.count, "\(reasons) reasons for \(staff.people.count) people")
    }
    let refused = tasks.filter { $0.status == .failed && $0.error?.status == 401 }
    findings.expect(
      refused.isEmpty, "a bad token made tasks fail: \(refused.map(\.id))")
  }
}

/// What must hold in the end.
extension World {
  /// Holds the app against the directory, and the audit log against what was done.
  func checkEnd() throws {
    staff.today = today
    try checkMoment()
    if traits.hasPeople { checkPeople() } else { checkAccounts() }
    checkGroups()
    try checkAudit()
  }

  private func checkAccounts() {
    var accounts: [String: JSONValue] = [:]
    for account in door.app.users {
      let name = account["userName"]?.string ?? ""
      findings.expect(accounts[name] == nil, "there are two accounts of \(name)")
      accounts[name] = account
    }
    for person in staff.people where staff.hasAccess(person) {
      let account = accounts.removeValue(forKey: person.name)
      if person.isActive {
        check(person, account)
      } else if policy.whenSuspended == .nothing {
        for name in person.former { accounts[name] = nil }
      } else if let account, door.isUshers(Self.id(account)) {
        findings.expect(account["active"]?.bool == false, "\(person.name) is suspended and active")
      }
    }
    for (name, account) in accounts.sorted(by: { $0.key < $1.key })
    where door.isUshers(Self.id(account)) {
      switch policy.whenDeleted {
      case .delete: findings.add("the account of \(name) should be deleted")
      case .suspend:
        findings.expect(account["active"]?.bool == false, "\(name) left and is active")
      case .nothing: break
      }
    }
  }

  /// Looks whether an account has the values that a person's should have.
  func check(_ person: Staff.Person, _ account: JSONValue?) {
    guard let account else { return findings.add("\(person.name) has no account") }
    let wanted = [
      person.firstname, person.lastname, staff.title(person), person.mail, "true",
    ]
    let held = [
      account["name"]?["givenName"]?.string, account["name"]?["familyName"]?.string,
      account["title"]?.string, account["emails"]?.array?.first?["value"]?.string,
      account["active"]?.scalarText,
    ]
    findings.expect(
      held == wanted.map { $0 }, "the account of \(person.name) holds \(held), not \(wanted)")
  }

  private func checkGroups() {
    let names = Dictionary(
      door.app.users.map { (Self.id($0), whose($0)) }, uniquingKeysWith: { first, _ in first })
    let assigned = staff.people.filter {
      staff.hasAccess($0) && $0.isActive
        && (!traits.hasPeople || hasActiveAccount($0) || !isBlocked($0))
    }
    var groups: Set<String> = []
    for group in door.app.groups {
      let name = ruleName(of: group)
      findings.expect(groups.insert(name).inserted, "there are two groups \(name)")
      let members = (group["members"]?.array ?? []).map { $0["value"]?.scalarText ?? "" }
      findings.expect(members.count == Set(members).count, "\(name) has a member twice")
      let held = Set(members.map { names[$0] ?? $0 })
      for person in assigned {
        let isIn = held.contains(person.name)
        let isWanted = staff.groups(person).contains(name)
        // In a group that was there before usher, whom somebody else put in stays.
        let id = names.first { $0.value == person.name }?.key
        if isIn, !isWanted, mayBeOthers(Self.id(group), id ?? "") { continue }
        findings.expect(
          isIn == isWanted, "\(person.name) is \(isIn ? "" : "not ")in \(name)")
      }
    }
    let missing = assigned.reduce(into: Set()) { $0.formUnion(staff.groups($1)) }
      .subtracting(groups)
    findings.expect(missing.isEmpty, "there are no groups \(missing.sorted())")
  }

  /// What the person of an account is called; the account may have another name, or be nobody's.
  private func whose(_ account: JSONValue) -> String {
    let name = account["userName"]?.string ?? ""
    if door.unlinked.contains(Self.id(account)) { return "\(name), unlinked" }
    guard traits.hasPeople, let key = belongs(account) else { return name }
    return staff.people.first { $0.key == key }?.name ?? "\(name) of \(key)"
  }

  /// The name by which the rules know a group, whatever somebody called it in the app since.
  private func ruleName(of group: JSONValue) -> String {
    let known = try? store.read { session in
      try session.apps.all().first.flatMap { app in
        try session.groups.groups(app.id).first { $0.remoteID == Self.id(group) }?.name
      }
    }
    return known ?? group["displayName"]?.string ?? ""
  }

  /// Whether somebody else put the person into the group, and the group is not usher's own. One that
  /// usher made by a request whose answer was lost, and that nobody needed then, is taken for found.
  func mayBeOthers(_ group: String, _ id: String) -> Bool {
    guard outsiders[group]?.contains(id) == true else { return false }
    let record = try? store.read { session in
      try session.apps.all().first.flatMap { app in
        try session.groups.groups(app.id).first { $0.remoteID == group }
      }
    }
    return record?.origin == .found
  }

  private func checkAudit() throws {
    do {
      _ = try desks[0].engine.audit.verify()
    } catch let broken as AuditChain.Broken {
      findings.expect(false, "the audit log is broken: \(broken.what)")
    }
    let admins = Set(desks.map(\.engine.actor.name))
    var logged: [String] = []
    try store.read { session in
      logged = try session.audit.entries(after: 0, limit: 100_000).filter {
        // What a file came to for single people stands beside the import itself.
        admins.contains($0.actor.name) && !["user.rename", "user.succeed"].contains($0.action)
      }.map { "\($0.actor.name) \($0.action) \($0.subject)" }
    }
    guard logged != expectedAudit else { return }
    let index = zip(logged, expectedAudit).enumerated().first { $1.0 != $1.1 }?.offset
    let place = index ?? min(logged.count, expectedAudit.count)
    findings.add(
      "the audit log has \(logged.count) entries of admins for \(expectedAudit.count) decisions; entry \(place + 1) is \(logged.dropFirst(place).first ?? "missing"), should be \(expectedAudit.dropFirst(place).first ?? "none")"
    )
  }
}
