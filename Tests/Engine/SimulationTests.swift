import Provisioning
import SCIM
import Sandbox
import Testing

@testable import Engine

/// Whatever happens in whatever order, on whatever network: once everything is approved and nothing
/// goes wrong any more, the app holds what the directory and the rules say, and nothing else.
@Suite(.serialized) struct SimulationTests {
  static let rules: [Rule] = [
    .join("Eng", department: "Eng"), .join("Makers", department: "Eng"),
    .join("Ops", department: "Ops"), .exclude(department: "Out"),
  ]

  /// One step of a day in which anything may happen.
  private func step(_ fixture: Fixture, _ names: [String], _ chance: SeededChance) async throws {
    let name = names[chance.below(names.count)]
    switch chance.below(14) {
    case 0, 1:
      try fixture.bring([
        Fixture.person(name, title: "T\(chance.below(3))", department: "Eng")
      ])
    case 2: try fixture.set(name, "title", chance.below(2) == 0 ? nil : "T\(chance.below(3))")
    case 3, 4: try fixture.set(name, "department", ["Eng", "Ops", "Out", nil][chance.below(4)])
    case 5: try fixture.edit(name) { $0.status = $0.status == .active ? .suspended : .active }
    case 6: try fixture.edit(name) { $0.roles = $0.roles.isEmpty ? ["Staff"] : [] }
    case 7: _ = try? fixture.engine.deleteUser(name)
    case 8, 9:
      let pending = try fixture.tasks(.pending)
      guard !pending.isEmpty else { return }
      _ = try fixture.engine.decide(.approve, [pending[chance.below(pending.count)].id])
    case 10:
      let decided = try fixture.tasks(.pending, .failed)
      guard !decided.isEmpty else { return }
      let decision: Decision = chance.below(2) == 0 ? .ignore : .retry
      _ = try? fixture.engine.decide(decision, [decided[chance.below(decided.count)].id])
    case 11: _ = try fixture.engine.reapply("app")
    default: try await fixture.run()
    }
  }

  /// What no moment may show: two open tasks at one place, counts that do not add up.
  private func check(_ fixture: Fixture, _ when: String) throws {
    let open = try fixture.tasks().filter(\.status.isOpen)
    let places = open.flatMap { task in
      task.group == nil
        ? ["user \(task.user ?? 0)"]
        : task.members.filter { $0.state == .open }.map { "\(task.name) \($0.name)" }
          + (task.members.isEmpty ? ["group \(task.name)"] : [])
    }
    #expect(places.sorted() == Set(places).sorted(), "\(when)")
    let counts = try fixture.engine.whyCounts("app").map(\.count).reduce(0, +)
    let users = try fixture.engine.users(search: "", role: nil, limit: nil) { _ in }
    #expect(counts == users, "\(when)")
    let statuses = Dictionary(grouping: try fixture.tasks(), by: \.status).mapValues(\.count)
    #expect(try fixture.engine.taskCounts(fixture.app.id) == statuses, "\(when)")
  }

  /// What should be there by the end, worked out without the engine.
  private func expected(_ fixture: Fixture) throws -> (
    accounts: Set<String>, groups: [String: Set<String>]
  ) {
    var accounts: Set<String> = []
    var groups: [String: Set<String>] = [:]
    _ = try fixture.engine.users(search: "", role: nil, limit: nil) { user in
      let department = user.attributes["department"]
      guard user.roles == ["Staff"], department != "Out", user.status == .active else { return }
      accounts.insert("\(user.username) \(user.attributes["title"] ?? "")")
      if department == "Eng" { groups["Eng", default: []].insert(user.username) }
      if department == "Eng" { groups["Makers", default: []].insert(user.username) }
      if department == "Ops" { groups["Ops", default: []].insert(user.username) }
    }
    return (accounts, groups)
  }

  /// What one request in so many meets.
  static let networks: [[(Int, Turn)]] = [
    [],
    [(10, .lose(.timeout)), (20, .fail(.reset("closed"))), (20, .lose(.reset("half an answer")))],
    [
      (10, .answer(429, headers: ["retry-after": "2"])), (10, .answer(503)), (20, .answer(500)),
      (20, .fail(.timeout)),
    ],
  ]

  @Test(arguments: networks.indices, 1...2 as ClosedRange<UInt64>)
  func itEndsAsItShould(_ network: Int, _ seed: UInt64) async throws {
    try await simulate(network, seed)
  }

  func simulate(_ network: Int, _ seed: UInt64) async throws {
    let chance = SeededChance(seed: seed * 31 + UInt64(network))
    var profile = SandboxProfile.rfc
    profile.takesDuplicates = seed.isMultiple(of: 2)
    profile.filtering = seed.isMultiple(of: 2) ? .ignored : .whole
    let fixture = try Fixture(
      profile, approve: seed.isMultiple(of: 3) ? Set(ApprovalKind.allCases) : [.create, .groups],
      rules: Self.rules, seed: seed
    ) {
      $0.connection.concurrency = seed.isMultiple(of: 2) ? 4 : 1
      $0.connection.membersPerPatch = 2
      $0.provisioning.whenDeleted = .delete
      $0.provisioning.limits = SafetyLimits(deletions: 1_000, share: 1)
    }
    fixture.network.decide { _ in
      for (rate, turn) in Self.networks[network] where chance.below(rate) == 0 { return turn }
      return .pass
    }
    let names = ["ann", "bob", "cem", "dan", "eve"]
    for number in 1...24 {
      try await step(fixture, names, chance)
      try check(fixture, "seed \(seed), network \(network), step \(number)")
    }
    try await settle(fixture)
    let what = "seed \(seed), network \(network)"
    let left = try fixture.list(.pending, .approved, .running, .failed)
    #expect(left.isEmpty, "\(what)")
    let expected = try expected(fixture)
    let users = await fixture.sandbox.users.filter { $0["active"]?.bool != false }
    let held = users.map { "\($0["userName"]?.string ?? "") \($0["title"]?.string ?? "")" }
    #expect(held.sorted() == expected.accounts.sorted(), "\(what)")
    for group in await fixture.groups() {
      let parts = group.split(separator: ":", maxSplits: 1).map(String.init)
      let active = Set(users.compactMap { $0["userName"]?.string })
      let members = parts[1].split(separator: ",").map { $0.drop { $0 == " " } }.map(String.init)
      let wanted = expected.groups[parts[0]] ?? []
      #expect(Set(members).intersection(active) == wanted, "\(what): \(parts[0])")
      #expect(Set(members).count == members.count, "\(what)")
    }
  }

  /// The network heals, nothing is ignored any more, everything is approved, until nothing is left.
  private func settle(_ fixture: Fixture) async throws {
    fixture.network.heal()
    for _ in 1...6 {
      // What a newer task followed is not brought back.
      for task in try fixture.tasks(.ignored) {
        _ = try? fixture.engine.decide(.retry, [task.id])
      }
      _ = try fixture.engine.decide(
        .retry, all: TaskFilter(statuses: [.failed]), described: "failed")
      fixture.clock.advance(100)
      _ = try await fixture.engine.verify("app")
      _ = try fixture.engine.reapply("app")
      try fixture.approveAll()
      try await fixture.run()
      if try fixture.engine.plan("app").changes.isEmpty, try fixture.open().isEmpty { return }
    }
  }
}
