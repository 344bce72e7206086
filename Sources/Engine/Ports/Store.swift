/// The one door to the store. Any number of processes use one store at the same time.
public protocol Store: Sendable {
  /// Reads one consistent state; other processes may write meanwhile.
  func read<Result>(_ body: (any StoreSession) throws -> Result) throws -> Result

  /// Writes all or nothing. What is read inside cannot change before the end: the transaction is
  /// exclusive from its start. The caller's thread waits for it.
  func write<Result>(_ body: (any StoreSession) throws -> Result) throws -> Result

  /// Writes all or nothing, in one transaction with whatever else is to be written at that moment.
  /// Nobody's thread waits. It returns when the transaction is committed.
  ///
  /// - Parameter body: may run more than once, of which the last time counts: where another body of
  ///   the same transaction fails, all are undone and each gets a transaction of its own. Bodies run in
  ///   the order in which they came.
  func commit<Result: Sendable>(
    _ body: @escaping @Sendable (any StoreSession) throws -> Result
  ) async throws -> Result

  /// Lets others write, between two of many transactions of one piece of work. The caller's thread
  /// waits for a moment.
  func giveWay()

  /// Changes whenever another connection or process wrote.
  func version() throws -> Int64
}

extension Store {
  /// For a store where whoever came first writes first.
  public func giveWay() {}
}

/// What can be asked of the store inside one transaction, by topic.
public protocol StoreSession: DirectoryStore, PeopleStore, AppStore, AccountStore, TaskStore,
  TaskQueue,
  AuditStore, PageStore, FormerAccountStore, SettingStore, MembershipLimitStore, FindingStore,
  ValueStore, ReferenceStore, SourceStore, RunStore
{
  /// Runs the body so that a failure undoes it alone, and not what the transaction did before.
  ///
  /// - Returns: what the body gave, or `nil` where it asked to be undone by returning `nil`.
  func nested<Result>(_ body: () throws -> Result?) throws -> Result?
}
