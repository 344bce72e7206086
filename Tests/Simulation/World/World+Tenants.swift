import Engine
import Provisioning

/// Directories that are read by themselves: what happens in them, and how usher follows.
extension World {
  /// How many people may be missing before a reading stops.
  static let missing = 1

  /// Sets the sources up.
  func setUpTenants() throws {
    tenants = [
      Tenant("a", names: Self.names, dice),
      Tenant("b", names: ["gus", "hal", "ida", "jon"], dice),
    ]
    let sources = tenants.map { tenant in
      SourceDefinition(
        name: tenant.name, kind: .ldap, location: "ldaps://127.0.0.1", base: "dc=\(tenant.name)",
        fullEvery: [30, 300, nil][dice.below(3)],
        limits: SourceLimits(missing: Self.missing, share: 1))
    }
    _ = try desks[0].engine.configuration.apply([], sources: sources)
    expectedAudit += tenants.map { "kim directory.apply \($0.name)" }
  }

  /// One thing happens in one of them.
  func tenantEvent() {
    guard let tenant = dice.one(of: tenants) else { return }
    let person = dice.one(of: tenant.people)
    let what = dice.below(14)
    switch what {
    case 0, 1: hire(in: tenant)
    case 2: if let person { tenant.leave(person) }
    case 3: for person in tenant.people where dice.once(in: 2) { tenant.leave(person) }
    case 4, 5: rename(person, in: tenant)
    case 6: exchangeNames(in: tenant)
    case 7:
      tenant.change(person?.key) { $0.department = (Staff.departments + [nil])[dice.below(4)] }
    case 8: tenant.change(person?.key) { $0.title = "T\(dice.below(3))" }
    case 9: tenant.change(person?.key) { $0.isActive.toggle() }
    case 10: tenant.toggleRole(of: person?.key)
    case 11:
      if let key = person?.key {
        tenant.setManager(of: key, to: dice.one(of: tenant.people + tenant.leavers)?.key)
      }
    case 12: tenant.forgetMarks()
    default: if dice.once(in: 4) { tenant.setClockBack(by: 1 + dice.below(4)) }
    }
    trace.note(scheduler.now, "tenant \(tenant.name) \(what) of \(person?.key ?? "nobody")")
  }

  /// Somebody comes, or comes back, under a name that is free there.
  private func hire(in tenant: Tenant) {
    guard let name = dice.one(of: free(in: tenant)) else { return }
    var person = Staff.Person(name: name)
    if dice.once(in: 2), let leaver = dice.one(of: tenant.leavers) { person.key = leaver.key }
    tenant.hire(person)
  }

  private func rename(_ person: Staff.Person?, in tenant: Tenant) {
    guard let person, let name = dice.one(of: free(in: tenant)) else { return }
    tenant.change(person.key) { $0.name = name }
  }

  private func exchangeNames(in tenant: Tenant) {
    guard let one = dice.one(of: tenant.people), let other = dice.one(of: tenant.people) else {
      return
    }
    tenant.change(one.key) { $0.name = other.name }
    tenant.change(other.key) { $0.name = one.name }
  }

  private func free(in tenant: Tenant) -> [String] {
    tenant.names.filter { name in !tenant.people.contains { $0.name == name } }
  }

  /// Reads one of them.
  func sync(_ tenant: Tenant, full: Bool = false, calm: Bool = false) {
    guard processes.count < 4 else { return }
    let isTrial = !calm && dice.once(in: 12)
    let accepts = calm || dice.once(in: 2)
    let dice = dice.fork()
    begin("sync") { [self] engine, life in
      var request = SyncRequest()
      request.full = full
      request.dryRun = isTrial
      let sources = tenants.map { tenant in
        (
          tenant.name,
          TenantSource(tenant: tenant, life: life, dice: dice, scheduler: scheduler) { [self] in
            traits.sourceFails
          }
        )
      }
      let sync = DirectorySync(
        engine, sources: TenantOpener(sources: Dictionary(uniqueKeysWithValues: sources))
      ) { TenantSpool() }
      while true {
        do {
          return try await self.sync(tenant, request, by: sync)
        } catch {
          guard accepts, Self.accept(error, &request) else { throw error }
        }
      }
    }
  }

  /// Does what an admin does who looks at what was refused: gives exactly that number, once.
  ///
  /// - Returns: whether there is anything to say to it.
  private static func accept(_ error: any Error, _ request: inout SyncRequest) -> Bool {
    switch error {
    case EngineError.peopleMissing(_, let count, _, _, _, _) where request.acceptMissing == nil:
      request.acceptMissing = count
    case EngineError.keysChanged(let count, _, _) where request.keys == .asUsual:
      request.keys = .otherPeople(count)
    default: return false
    }
    return true
  }

  private func sync(_ tenant: Tenant, _ request: SyncRequest, by sync: DirectorySync) async throws
    -> String
  {
    let start = tenant.version
    let result = try await sync.sync(tenant.name, request)
    if request.dryRun { return "tried \(tenant.name)" }
    let isWhole = result.read == nil && !result.isConfirmed
    let changes = result.changes
    if isWhole { tenant.wasRead(from: start) }
    let gone = changes.deleted
    findings.expect(
      gone <= Self.missing || request.acceptMissing != nil,
      "\(gone) are gone from \(tenant.name), and \(Self.missing) may be")
    if !result.notes.contains(where: { $0.hasPrefix("conflict") }) {
      try checkNobodyIsLost(tenant, since: start, isWhole: isWhole)
    }
    return
      "\(tenant.name): \(result.people) people, \(result.read.map { "\($0) read" } ?? result.why ?? "everyone"), \(changes.added) added, \(changes.changed) changed, \(changes.deleted) deleted \(result.notes)"
  }

  /// Who was there all the time is in the directory, and who was gone all the time is not.
  private func checkNobodyIsLost(_ tenant: Tenant, since start: Int, isWhole: Bool) throws {
    let held = Set(try stored().compactMap { $0.attributes["external_id"] })
    defer { tenant.taken = held }
    for person in tenant.people {
      // A list may leave out whom usher does not know, and cannot ask for.
      guard let key = person.key, tenant.since[key, default: 0] <= start,
        tenant.taken.contains(key)
      else { continue }
      findings.expect(
        held.contains(key) || deletedByHand.contains(key),
        "\(person) is in \(tenant.name) and not in the directory")
    }
    for person in tenant.leavers {
      guard let key = person.key, tenant.since[key, default: 0] <= start, held.contains(key) else {
        continue
      }
      findings.expect(!isWhole, "\(person) left \(tenant.name) and is in the directory")
    }
  }

  /// Every user of the directory.
  func stored() throws -> [DirectoryUser] {
    try store.read {
      try $0.directory.users(after: 0, search: "", role: nil, limit: 1_000).map(\.user)
    }
  }

  /// Takes the people as usher has them now, for what admins do by hand.
  func lookAtDirectory() throws {
    staff.people = try stored().map(Staff.Person.init)
  }

  // MARK: The end

  /// Reads everything until it is as it should be: first what changed, then everyone.
  func readTenants(finish: (String) throws -> Void) throws {
    traits.sourceFails = 0
    // Whoever was killed is waited for.
    scheduler.sleep(seconds: 200)
    for tenant in tenants {
      let wasHonest = tenant.isHonest
      sync(tenant, calm: true)
      try finish("a reading of \(tenant.name)")
      if wasHonest { try checkDirectory(of: tenant, "a reading of who changed") }
      sync(tenant, full: true, calm: true)
      try finish("a reading of everyone in \(tenant.name)")
      try checkDirectory(of: tenant, "a reading of everyone")
    }
    try lookAtDirectory()
  }

  /// Holds the directory against a tenant.
  private func checkDirectory(of tenant: Tenant, _ reading: String) throws {
    let expected = tenant.expected
    let keyed = try stored().map { ($0.attributes["external_id"] ?? "", $0) }
    let held = Dictionary(keyed, uniquingKeysWith: { first, _ in first })
    for (key, user) in expected.sorted(by: { $0.key < $1.key }) {
      var there = held[key]
      there?.id = 0
      findings.expect(
        there == user,
        "after \(reading) \(key) is \(there.map { "\($0)" } ?? "not there"), not \(user)")
    }
    let strangers = held.keys.filter { $0.hasPrefix(tenant.name) && expected[$0] == nil }
    findings.expect(strangers.isEmpty, "after \(reading) \(strangers.sorted()) are still there")
  }
}

extension Staff.Person {
  /// A person as the directory has them.
  fileprivate init(_ user: DirectoryUser) {
    self.init(name: user.username, key: user.attributes["external_id"])
    lastname = user.attributes["lastname"] ?? ""
    title = user.attributes["title"]
    department = user.attributes["department"]
    isActive = user.status == .active
    hasRole = !user.roles.isEmpty
  }
}
