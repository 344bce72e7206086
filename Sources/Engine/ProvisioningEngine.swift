public import Logging
public import Provisioning
public import SCIM

/// Everything that can be done with usher, for commands and screens alike. What it needs of the
/// world comes in here; its use cases stand in a file each.
public struct ProvisioningEngine: Sendable {
  /// The store.
  public let store: any Store
  /// The clock.
  public let time: any TimeSource
  /// Chance.
  public let chance: any Chance
  /// Who acts, for the audit log.
  public let actor: Actor
  /// How an app is reached.
  public let transports: any TransportSource
  /// What is told while it works.
  public let log: Logger

  /// An engine over these ports.
  public init(
    store: any Store, time: any TimeSource, chance: any Chance, actor: Actor,
    transports: any TransportSource, log: Logger
  ) {
    self.store = store
    self.time = time
    self.chance = chance
    self.actor = actor
    self.transports = transports
    self.log = log
  }

  /// The app of this name, ignoring case, or of this key.
  public func app(named name: String) throws -> AppRecord {
    try store.read { try Self.app(named: name, in: $0) }
  }

  static func app(named name: String, in session: any StoreSession) throws -> AppRecord {
    let apps = try session.apps()
    let key = name.lowercased()
    if let app = apps.first(where: { $0.name.lowercased() == key || String($0.id) == name }) {
      return app
    }
    throw EngineError.unknownApp(name, known: apps.map(\.name))
  }

  static func user(named name: String, in session: any StoreSession) throws -> StoredUser {
    guard let user = try userIfThere(named: name, in: session) else {
      throw EngineError.unknownUser(name)
    }
    return user
  }

  /// The user of this name or key; `nil` where there is none. A store that cannot be read is an error.
  static func userIfThere(named name: String, in session: any StoreSession) throws -> StoredUser? {
    if let user = try session.user(named: name) { return user }
    guard let id = UserID(name), let user = try session.users([id]).first, !user.isDeleted else {
      return nil
    }
    return user
  }
}

/// Makes the door to an app's network; the token is resolved behind it.
public protocol TransportSource: Sendable {
  /// A transport for an app's connection.
  ///
  /// - Throws: `EngineError.connection` where the settings cannot be used.
  func transport(for app: AppRecord) throws -> any HTTPTransport
}
