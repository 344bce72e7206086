import Logging
import Manifest
import Provisioning
import SCIM
import Sandbox
import Testing

@testable import Engine

/// An empty directory, an app named `app` that holders of the role Staff have access to, and a
/// sandbox behind it. Nothing waits for an admin unless a test asks for it, and one request is under
/// way at a time, so that what happens is the same in every run.
struct Fixture: Sendable {
  let clock: FakeClock
  let store: any Store
  let sandbox: Sandbox
  let network: FakeNetwork
  let engine: ProvisioningEngine

  init(
    _ profile: SandboxProfile = .rfc, faults: [SandboxFault] = [], enforcesRates: Bool = false,
    template: String = "scim", approve: Set<ApprovalKind> = [], rules: [Rule] = [],
    seed: UInt64 = 1,
    _ edit: (inout AppDefinition) -> Void = { _ in }
  ) throws {
    let clock = FakeClock()
    self.clock = clock
    store = try StorePool.shared.take()
    sandbox = Sandbox(
      SandboxOptions(profile: profile, faults: faults, enforcesRates: enforcesRates, seed: seed),
      clock: { clock.now() })
    network = FakeNetwork(SandboxTransport(sandbox) { await clock.sleep(seconds: $0) })
    engine = ProvisioningEngine(
      store: store, time: clock, chance: SeededChance(seed: seed),
      actor: Actor(name: "kim", origin: "desk"), transports: network,
      log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    let vendor = try #require(VendorCatalog.builtIn.named(template))
    var app = AppDefinition(
      name: "app", vendor: vendor,
      connection: ConnectionSettings(
        baseURL: "http://127.0.0.1:1/scim", token: .environment("APP_TOKEN"), enabled: true,
        concurrency: 1, rateLimit: 0),
      provisioning: ProvisioningPolicy(enabled: true, approve: approve), roles: ["Staff"],
      rules: rules)
    edit(&app)
    _ = try engine.configuration.apply([app])
  }

  /// The same engine for somebody else.
  func engine(for name: String) -> ProvisioningEngine {
    engine(as: Actor(name: name, origin: "desk"))
  }

  /// The same engine for somebody of whom more is known.
  func engine(as actor: Actor) -> ProvisioningEngine {
    ProvisioningEngine(
      store: store, time: clock, chance: engine.chance, actor: actor, transports: network,
      log: engine.log)
  }

  /// The app as it is stored.
  var app: AppRecord {
    get throws { try engine.configuration.app(named: "app") }
  }

  /// Changes the app's settings as `apply` does.
  @discardableResult
  func apply(_ edit: (inout AppDefinition) -> Void) throws -> ApplyResult {
    var definitions = try engine.configuration.definitions("app")
    for index in definitions.indices { edit(&definitions[index]) }
    return try engine.configuration.apply(definitions)
  }

  /// Executes what is approved until nothing can run any more.
  @discardableResult
  func run() async throws -> RunReport {
    try await Worker(engine, untilIdle: true).run()
  }
}

// MARK: The directory

extension Fixture {
  /// A user with a name and an address.
  static func person(
    _ name: String, title: String? = nil, department: String? = nil, status: UserStatus = .active,
    roles: [String] = ["Staff"]
  ) -> DirectoryUser {
    var attributes = [
      "firstname": name.capitalized, "lastname": "Lee", "email": "\(name)@x.example",
    ]
    attributes["title"] = title
    attributes["department"] = department
    return DirectoryUser(
      username: name, status: status, attributes: attributes, roles: roles.sorted())
  }

  /// Imports users.
  @discardableResult
  func bring(
    _ users: [DirectoryUser], replace: Bool = false, accepting: Int? = nil, dryRun: Bool = false
  ) throws -> ImportResult {
    try engine.people.importFile(
      replace: replace, acceptDeletions: accepting, dryRun: dryRun, source: "test"
    ) { take in
      for user in users { try take(DirectoryEntry(whole: user)) }
    }
  }

  /// Imports users of these names who hold the role Staff.
  @discardableResult
  func hire(_ names: String..., title: String? = nil, department: String? = nil) throws
    -> ImportResult
  {
    try bring(names.map { Self.person($0, title: title, department: department) })
  }

  /// Changes a user by hand.
  @discardableResult
  func edit(_ name: String, _ change: (inout DirectoryUser) -> Void) throws -> [EvaluationResult] {
    try engine.people.set(name, change: change).apps
  }

  /// Sets an attribute of a user; `nil` for none.
  func set(_ name: String, _ attribute: String, _ value: String?) throws {
    try edit(name) { $0.attributes[attribute] = value }
  }
}

extension String {
  fileprivate var capitalized: String { prefix(1).uppercased() + dropFirst() }
}
