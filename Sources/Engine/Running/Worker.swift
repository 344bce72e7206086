import Text
import Logging
import Provisioning
import SCIM

/// What a run came to.
public struct RunReport: Sendable, Hashable {
  /// Tasks that were done.
  public var provisioned = 0
  /// Tasks that failed.
  public var failed = 0
  /// Tasks in whose place others came, because the app was not as it was thought to be.
  public var moved = 0
  /// Apps to which nothing is sent, with the reason.
  public var paused: [String: String] = [:]
  /// Apps with approved tasks whose connection is disabled.
  public var disconnected: [String] = []

  /// Nothing yet.
  public init() {}
}

/// Executes approved tasks. Any number of workers share one store: each takes tasks one by one, for
/// a lease that ends when its worker dies.
public struct Worker: Sendable {
  let engine: ProvisioningEngine
  /// The name under which it holds tasks.
  let name: String
  /// Only this app's tasks.
  let onlyApp: String?
  /// By what it was started, for the list of runs.
  let means: String
  /// Requests under way at once; `nil` for the app's own number.
  let concurrency: Int?
  /// Whether it ends when nothing can run any more.
  let untilIdle: Bool
  /// Gets the report after each task.
  let progress: @Sendable (RunReport) -> Void

  /// From how many accounts on that are to be made they may be looked for by pages.
  let manyCreations: Int

  static let lease = 30.0
  /// After so many seconds without a task, what comes is another run.
  static let rest = 300.0

  /// A worker.
  public init(
    _ engine: ProvisioningEngine, app: String? = nil, concurrency: Int? = nil, untilIdle: Bool,
    manyCreations: Int = 20, by means: String = "usher run",
    progress: @escaping @Sendable (RunReport) -> Void = { _ in }
  ) {
    self.engine = engine
    name = "\(engine.actor.name)-\(UInt64(engine.chance.fraction() * 1e15))"
    onlyApp = app
    self.means = means
    self.concurrency = concurrency
    self.untilIdle = untilIdle
    self.manyCreations = manyCreations
    self.progress = progress
  }

  /// Works until nothing is left, or until the task is cancelled; what is under way is finished.
  public func run() async throws -> RunReport {
    let tally = RunTally(progress)
    // Not cancelled with the rest, which finishes what is under way, for as long as that takes.
    let leases = besides { await keepLeases() }
    let result: Result<Void, any Error>
    do {
      result = .success(try await work(tally))
    } catch {
      result = .failure(error)
    }
    leases.cancel()
    _ = await leases.result
    try result.get()
    return await tally.report
  }

  private func work(_ tally: RunTally) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      var served: Set<AppID> = []
      var latest = Double.infinity
      var dueProblems: [AppID: String] = [:]
      repeat {
        let now = engine.time.now()
        let wasSetBack = now < latest
        latest = now
        try await patiently { store in
          try await store.commit { session in
            if wasSetBack { try session.queue.clockWasSet(back: now, lease: Self.lease) }
            _ = try session.queue.reclaim(now: now)
          }
        }
        let known = try await patiently { try $0.read(apps) }
        for app in known { try await evaluateDue(app, &dueProblems) }
        for app in known where served.insert(app.id).inserted {
          group.addTask { try await AppRun(worker: self, app: app.id, tally: tally).run() }
        }
        if untilIdle { break }
        await engine.time.sleep(seconds: 1)
      } while !Task.isCancelled
      if untilIdle {
        for _ in served { try await group.next() }
      }
      group.cancelAll()
    }
  }

  /// Evaluates whoever's time has come. An app whose rules cannot be used keeps nobody from the others;
  /// it is said once.
  private func evaluateDue(_ app: AppRecord, _ problems: inout [AppID: String]) async throws {
    do {
      _ = try await patiently { _ in try engine.dueEvaluations.evaluate(app) }
      problems[app.id] = nil
    } catch let error as EngineError {
      if problems.updateValue(error.sentence, forKey: app.id) != error.sentence {
        engine.log.warning("\(error.sentence); who starts or leaves is not looked at")
      }
    }
  }

  private func apps(_ session: any StoreSession) throws -> [AppRecord] {
    guard let onlyApp else { return try session.apps.all() }
    return [try session.existingApp(named: onlyApp)]
  }

  /// Works on the store; where another process holds it, again until that lets go of it. The store
  /// itself has waited a while each time.
  func patiently<Result>(_ body: (any Store) async throws -> Result) async throws -> Result {
    var isFirst = true
    while true {
      do {
        return try await body(engine.store)
      } catch let problem as any StoreProblem where problem.isPassing {
        if Task.isCancelled { throw problem }
        if isFirst { engine.log.warning("waiting: \(problem.sentence)") }
        isFirst = false
        await engine.time.sleep(seconds: 0.5)
      }
    }
  }

  /// Shows other workers that this one is alive.
  private func keepLeases() async {
    var pause = Self.lease / 3
    while !Task.isCancelled {
      await engine.time.sleep(seconds: pause)
      do {
        try await patiently { store in
          let until = engine.time.now() + Self.lease
          try await store.commit { try $0.queue.renew(worker: name, until: until) }
        }
        pause = Self.lease / 3
      } catch {
        // Soon again: whoever renews too late loses what it is at.
        pause = 1
        engine.log.warning("the leases could not be renewed; they are tried again")
      }
    }
  }
}

/// The report, while several tasks add to it.
actor RunTally {
  private(set) var report = RunReport()
  private let progress: @Sendable (RunReport) -> Void

  init(_ progress: @escaping @Sendable (RunReport) -> Void) {
    self.progress = progress
  }

  func change(_ body: @Sendable (inout RunReport) -> Void) {
    body(&report)
    progress(report)
  }
}
