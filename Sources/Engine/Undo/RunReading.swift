public import Provisioning

/// What workers did, run by run.
public struct RunReading: Sendable {
  let store: any Store

  /// What workers did, run by run, the newest first.
  ///
  /// - Parameter app: only in this app; `nil` for all.
  public func all(_ app: String? = nil, limit: Int = 100) throws -> [(run: RunRecord, app: String)]
  {
    try store.read { session in
      let only = try app.map { try session.existingApp(named: $0).id }
      let names = Dictionary(
        try session.apps.all().map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first })
      return try session.runs.runs(only, before: nil, limit: limit).map {
        (run: $0, app: names[$0.app] ?? "")
      }
    }
  }

  /// A run, and the tasks that it took last, the newest first.
  public func detail(_ id: RunID, limit: Int = 100) throws -> (
    run: RunRecord, app: String, tasks: [ProvisioningTask]
  ) {
    try store.read { session in
      let (run, app) = try Self.run(id, in: session)
      return (run, app.name, try session.runs.tasks(of: id, before: nil, limit: limit))
    }
  }

  static func run(_ id: RunID, in session: any StoreSession) throws -> (RunRecord, AppRecord) {
    guard let run = try session.runs.run(id), let app = try session.apps.app(run.app) else {
      throw EngineError.invalid("there is no run \(id); usher runs list shows which there are")
    }
    return (run, app)
  }
}
