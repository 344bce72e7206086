import Text
import Engine
import Logging
import Provisioning
import SCIM
import Sandbox
import StoreSupport

/// A world from a seed: an app, a store, a network, the people who work with them, and the time.
final class World: @unchecked Sendable {
  // Unchecked, because everything of a world runs on the scheduler's one thread.

  var traits: Traits
  let dice: Dice
  let trace: Trace
  let findings = Findings()
  let scheduler: Scheduler
  let store: any Store
  let approvals: Approvals
  let door: Door
  let network: Network
  /// The admins, each at a desk of their own.
  private(set) var desks: [Desk] = []
  /// What runs for itself: workers, and looks at the app.
  var processes: [SimulatedProcess] = []
  var staff = Staff()
  /// The directories that people come from, where they come from any.
  var tenants: [Tenant] = []
  /// The keys of those whom an admin deleted by hand since everyone was read.
  var deletedByHand: Set<String> = []
  /// The policy that was last saved.
  var policy: ProvisioningPolicy
  /// Whether the connection was last enabled, or disabled.
  var actions = 0
  /// What the audit log must hold of the admins.
  var expectedAudit: [String] = []
  /// The ids of the accounts that were put into a group without usher, by the group's id.
  var outsiders: [String: Set<String>] = [:]
  private var processCount = 0

  init(seed: UInt64, kind: Simulation.Kind, reader: ((String) -> Void)?) throws {
    dice = Dice(seed: seed)
    traits = Traits(dice, kind)
    trace = Trace(reader: reader)
    scheduler = Scheduler(dice.fork(), trace)
    store = try EmptyStore.make()
    approvals = Approvals(store, findings)
    let app = SandboxProvider(
      SandboxOptions(
        profile: traits.profile, token: nil, enforcesRates: false, seed: seed, logLimit: 0))
    door = Door(app, store, scheduler, approvals, findings)
    network = Network(scheduler, door, dice.fork(), trace)
    policy = traits.policy
    desks = ["kim", "lee"].map { Desk(engine($0, Life($0))) }
    door.policy = { [unowned self] in policy }
    for name in traits.foundGroups { makeGroup(name) }
    _ = try desks[0].engine.roles.create(Staff.role)
    expectedAudit.append("kim role.create \(Staff.role)")
    staff.rules = [
      .join(department: "Eng", group: "Eng"), .join(department: "Ops", group: "Ops"),
      .exclude(department: "Out"),
    ]
    _ = try desks[0].engine.configuration.apply([definition(enabled: true)])
    expectedAudit.append("kim app.apply app")
    if traits.hasSources { try setUpTenants() }
  }

  /// The app's settings as they should be saved now.
  func definition(enabled: Bool? = nil) -> AppDefinition {
    AppDefinition(
      name: "app",
      connection: ConnectionSettings(
        baseURL: "http://127.0.0.1:1/scim", enabled: enabled, timeout: Network.patience,
        concurrency: traits.concurrency, rateLimit: 0, membersPerPatch: traits.membersPerPatch,
        match: traits.matching),
      provisioning: policy, roles: [Staff.role], rules: staff.rules.map(\.rule))
  }

  /// The day that it is, counted from the first.
  var today: Int { Int((scheduler.now - Scheduler.start) / Self.day) }

  /// A day in seconds.
  static let day = 86_400.0

  /// Begins something that goes on by itself.
  func begin(
    _ kind: String, _ work: @escaping @Sendable (ProvisioningEngine) async throws -> String
  ) {
    begin(kind) { engine, _ in try await work(engine) }
  }

  /// The same for something that reaches more than the engine does.
  func begin(
    _ kind: String, _ work: @escaping @Sendable (ProvisioningEngine, Life) async throws -> String
  ) {
    processCount += 1
    let life = Life("\(kind)\(processCount)")
    life.storeFails = traits.storeFails
    let process = SimulatedProcess(life)
    let engine = engine(kind, life)
    trace.note(scheduler.now, "\(life.name) begins")
    process.task = Task(executorPreference: scheduler) { [self] in
      let end: String
      do {
        end = try await work(engine, life)
      } catch {
        end = Self.words(error)
      }
      process.hasEnded = true
      trace.note(scheduler.now, "\(life.name) ends: \(end)")
    }
    processes.append(process)
  }

  /// Lets the world go on by some steps.
  func goOn(_ steps: Int) {
    for _ in 0..<steps where findings.all.isEmpty {
      guard scheduler.step() else { break }
    }
    processes.removeAll(where: \.hasEnded)
  }

  /// Ends a process as a power cut does.
  func kill(_ process: SimulatedProcess) {
    trace.note(scheduler.now, "\(process.life.name) is killed")
    process.life.end()
    process.task?.cancel()
  }

  /// Asks a process to finish what it is at.
  func stop(_ process: SimulatedProcess) {
    trace.note(scheduler.now, "\(process.life.name) is stopped")
    process.task?.cancel()
  }

  /// Ends everything, so that nothing of the world is left.
  func bury() {
    for process in processes where !process.hasEnded { kill(process) }
    for _ in 0..<100_000 {
      if processes.allSatisfy(\.hasEnded) { return }
      guard scheduler.step() else { return }
    }
  }

  private func engine(_ name: String, _ life: Life) -> ProvisioningEngine {
    ProvisioningEngine(
      store: MortalStore(store: store, life: life, dice: dice.fork(), scheduler: scheduler),
      time: MortalTime(scheduler: scheduler, life: life), chance: dice.fork(),
      actor: Actor(name: name, origin: "desk"),
      transports: MortalTransport(network: network, life: life),
      log: Logger(label: name) { _ in SwiftLogNoOpLogHandler() })
  }

  private func makeGroup(_ name: String) {
    door.behind(
      "POST", "/Groups", ["schemas": [.string(Schema.group.id)], "displayName": .string(name)])
  }

  /// An error as a line.
  static func words(_ error: any Error) -> String {
    (error as? EngineError)?.sentence ?? "\(error)"
  }
}

/// An admin, and the tasks that were on the screen when it was last looked at.
final class Desk {
  let engine: ProvisioningEngine
  var screen: [TaskID] = []

  init(_ engine: ProvisioningEngine) { self.engine = engine }
}

/// Something that runs for itself until it ends, is stopped or is killed.
final class SimulatedProcess: @unchecked Sendable {
  // Unchecked, because everything of a world runs on the scheduler's one thread.

  let life: Life
  var task: Task<Void, Never>?
  var hasEnded = false

  init(_ life: Life) { self.life = life }
}
