/// A store of which nothing can be changed, for whoever only looks. What is refused is refused here,
/// whatever a screen shows or forgets to hide.
public struct ReadOnlyStore: Store {
  private let store: any Store

  /// The store, to be looked at only.
  public init(_ store: any Store) { self.store = store }

  /// Reads one consistent state.
  public func read<Result>(_ body: (any StoreSession) throws -> Result) throws -> Result {
    try store.read(body)
  }

  /// Refuses.
  ///
  /// - Throws: `EngineError.readOnly`.
  public func write<Result>(_ body: (any StoreSession) throws -> Result) throws -> Result {
    throw EngineError.readOnly
  }

  /// Refuses.
  ///
  /// - Throws: `EngineError.readOnly`.
  public func commit<Result: Sendable>(
    _ body: @escaping @Sendable (any StoreSession) throws -> Result
  ) async throws -> Result {
    throw EngineError.readOnly
  }

  /// Changes whenever another connection or process wrote.
  public func version() throws -> Int64 { try store.version() }
}

extension ProvisioningEngine {
  /// The same engine, which changes nothing.
  public var readOnly: ProvisioningEngine {
    ProvisioningEngine(
      store: ReadOnlyStore(store), time: time, chance: chance, actor: actor,
      transports: transports, log: log)
  }
}
