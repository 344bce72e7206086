import Engine
import Provisioning

/// Days in which anything may happen.
extension World {
  /// One thing that happens.
  private enum Event {
    case imports, personChanges, roleChanges, personLeaves, decision, approval, reapply
    case entitlements, policy, rules, connection, verification, refresh, worker, service
    case death, stop, weather, token, meddling, tampering, quiet
    case invitations, groupIsRenamed
    case nextDay, handover, unlinking
    case undo, unpinning
    case tenantChanges, sync, fullSync
  }

  private static let events: [(weight: Int, Event)] = [
    (4, .imports), (12, .personChanges), (5, .roleChanges), (3, .personLeaves), (12, .decision),
    (3, .approval), (4, .reapply), (1, .entitlements), (2, .policy), (3, .rules),
    (3, .connection), (2, .verification), (1, .refresh), (10, .worker), (2, .service),
    (5, .death), (2, .stop), (3, .weather), (1, .token), (6, .meddling),
    (1, .tampering), (6, .quiet),
  ]

  /// More comes from files where people have keys, and the app itself changes more.
  private static let eventsOfPeople: [(weight: Int, Event)] =
    events + [(20, .imports), (2, .invitations), (2, .groupIsRenamed)]

  /// Days pass, and admins decide whose an account is.
  private static let eventsOfHandovers: [(weight: Int, Event)] =
    eventsOfPeople + [(4, .nextDay), (3, .handover), (2, .unlinking)]

  /// Admins take runs back.
  private static let eventsOfUndos: [(weight: Int, Event)] =
    eventsOfPeople + [(7, .undo), (3, .unpinning)]

  /// Nearly everything comes from the sources.
  private static let eventsOfSources: [(weight: Int, Event)] =
    events.filter { $0.1 != .imports && $0.1 != .personChanges } + [
      (3, .personChanges), (40, .tenantChanges), (24, .sync), (2, .fullSync), (2, .invitations),
    ]

  private var possible: [(weight: Int, Event)] {
    if traits.hasUndos { return Self.eventsOfUndos }
    if traits.hasSources { return Self.eventsOfSources }
    if traits.hasHandovers { return Self.eventsOfHandovers }
    return traits.hasPeople ? Self.eventsOfPeople : Self.events
  }

  /// Lets one thing happen, and time go on a little.
  func event() throws {
    actions += 1
    staff.today = today
    try approvals.look(under: policy)
    if traits.hasSources { try lookAtDirectory() }
    guard let event = dice.one(of: possible) else { return }
    switch event {
    case .imports: if traits.hasPeople { importFile() } else { importPeople() }
    case .invitations: door.acceptInvitations()
    case .groupIsRenamed: if traits.hasMeddlers { renameGroup() }
    case .nextDay: waitForNextDay()
    case .handover: if traits.canHandOver { handOver() }
    case .tenantChanges: tenantEvent()
    case .sync: if let tenant = dice.one(of: tenants) { sync(tenant) }
    case .fullSync: if let tenant = dice.one(of: tenants) { sync(tenant, full: true) }
    case .unlinking: if traits.canHandOver { unlink() }
    case .undo: try undoRun()
    case .unpinning: try unpin()
    case .personChanges: changePerson()
    case .roleChanges: changeRole()
    case .personLeaves: deletePerson()
    case .decision: try decideOne()
    case .approval: try approveAll(at: desk())
    case .reapply: reapply(at: desk(), accepts: dice.once(in: 2))
    case .entitlements: reapply(at: desk(), .entitlements, accepts: dice.once(in: 2))
    case .policy: try changePolicy()
    case .rules: changeRules()
    case .connection: try switchConnection()
    case .verification: verify()
    case .refresh: refresh()
    case .worker: startWorker(untilIdle: true)
    case .service: startWorker(untilIdle: false)
    case .death: dice.one(of: processes).map(kill)
    case .stop: dice.one(of: processes).map(stop)
    case .weather:
      network.weather.rates =
        dice.once(in: 3) ? [:] : Weather.bad(dice, fates: traits.fates).rates
    case .token: network.weather.refusesToken.toggle()
    case .meddling: if traits.hasMeddlers { meddle() }
    case .tampering: try tamper()
    case .quiet: goOn(60)
    }
    goOn(dice.below(24))
  }

  /// Starts a worker, unless enough of them are at it.
  func startWorker(untilIdle: Bool) {
    guard processes.count < 4 else { return }
    let many = traits.manyCreations
    begin("worker") { engine in
      let report = try await Worker(
        engine, untilIdle: untilIdle, manyCreations: many
      ).run()
      return "\(report.provisioned) provisioned, \(report.failed) failed, \(report.moved) moved"
    }
  }

  /// Reads the app back.
  func verify() {
    begin("verify") { engine in
      let report = try await engine.verification.verify("app")
      let found = report.differences.map { "\($0.name) \($0.what)" }
      return "\(found.count) differences: \(found.joined(separator: "; "))"
    }
  }

  /// Reads the app's groups.
  func refresh() {
    begin("refresh") { "\(try await $0.entitlements.refresh("app")) groups" }
  }
}
