public import Logging
public import Provisioning

/// Everything that can be done with usher, for commands and screens alike: a list of use cases, each a
/// type. What they need of the world comes in here.
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
}
