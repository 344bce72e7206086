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
public protocol StoreSession {
  /// Users and roles.
  var directory: any DirectoryStore { get }

  /// Who is who.
  var people: any PeopleStore { get }

  /// Apps.
  var apps: any AppStore { get }

  /// What evaluations came to.
  var assignments: any AssignmentStore { get }

  /// Accounts in the apps.
  var accounts: any AccountStore { get }

  /// Groups in the apps, and who is in them.
  var groups: any GroupStore { get }

  /// Tasks, and what is decided about them.
  var tasks: any TaskStore { get }

  /// Who is at which task, and what tasks wait for.
  var queue: any TaskQueue { get }

  /// What counts towards the limits.
  var limits: any LimitStore { get }

  /// The audit log.
  var audit: any AuditStore { get }

  /// Settings that belong to no app.
  var settings: any SettingStore { get }

  /// What was learned of the attributes of apps.
  var findings: any FindingStore { get }

  /// Who has which unique value.
  var values: any ValueStore { get }

  /// Which users' accounts refer to which others.
  var references: any ReferenceStore { get }

  /// The directories that are read by themselves.
  var sources: any SourceStore { get }

  /// What workers did, and what stays as it was before.
  var runs: any RunStore { get }

  /// Runs the body so that a failure undoes it alone, and not what the transaction did before.
  ///
  /// - Returns: what the body gave, or `nil` where it asked to be undone by returning `nil`.
  func nested<Result>(_ body: () throws -> Result?) throws -> Result?
}
