import Provisioning

/// The figures for monitoring.
public struct MetricReading: Sendable {
  let store: any Store
  let time: any TimeSource
  let sources: SourceReadings
  let standing: AppStanding

  /// How everything stands, as numbers for a monitoring system. Names of apps and sources are in it;
  /// nobody's name and nothing that an app said.
  public func families() throws -> [MetricFamily] {
    let now = time.now()
    let stands = try store.read { session in
      try session.apps.all().map { try standing($0, now, in: session) }
    }
    return Self.families(of: stands) + (try sourceFamilies(now))
  }

  /// How an app stands at a moment.
  private struct Standing {
    var app: AppRecord
    var counts: [TaskStatus: Int]
    /// How long the oldest pending task waits, in seconds.
    var pendingAge: Double
    /// How long the oldest approved task waits, in seconds.
    var queueWait: Double
    var held: Int
    var stale: Int
    /// The failed tasks by the HTTP status that made them fail.
    var failures: [String: Int]
  }

  private func standing(
    _ app: AppRecord, _ now: Double, in session: any StoreSession
  ) throws -> Standing {
    func oldest(_ status: TaskStatus) throws -> ProvisioningTask? {
      let filter = TaskFilter(app: app.id, statuses: [status])
      return try session.tasks.tasks(filter, after: 0, limit: 1).first
    }
    var failures: [String: Int] = [:]
    for cause in try standing.failureCauses(
      app.id, ofNewest: AppStanding.failuresLookedAt, in: session)
    {
      failures[cause.status.map { String($0) } ?? "none", default: 0] += cause.count
    }
    return Standing(
      app: app, counts: try session.tasks.taskCounts(app.id),
      pendingAge: try oldest(.pending).map { max(0, now - $0.createdAt) } ?? 0,
      queueWait: try oldest(.approved).map { max(0, now - $0.updatedAt) } ?? 0,
      held: try standing.heldCount(app, in: session),
      stale: try session.assignments.staleCount(app.id),
      failures: failures)
  }

  private static func families(of stands: [Standing]) -> [MetricFamily] {
    func each(_ value: (Standing) -> Double) -> [MetricFamily.Sample] {
      stands.map { MetricFamily.Sample(value($0), ("app", $0.app.name)) }
    }
    return [
      MetricFamily(
        "tasks", .gauge, "Tasks by app and status.",
        stands.flatMap { stand in
          TaskStatus.allCases.map { status in
            MetricFamily.Sample(
              Double(stand.counts[status] ?? 0), ("app", stand.app.name),
              ("status", status.rawValue))
          }
        }),
      MetricFamily(
        "failed_tasks", .gauge,
        "Failed tasks by the HTTP status of the answer; none where no answer came.",
        stands.flatMap { stand in
          stand.failures.sorted { $0.key < $1.key }.map {
            MetricFamily.Sample(
              Double($0.value), ("app", stand.app.name), ("http_status", $0.key))
          }
        }),
      MetricFamily(
        "oldest_pending_seconds", .gauge, "How long the oldest pending task waits for a person.",
        each(\.pendingAge)),
      MetricFamily(
        "queue_wait_seconds", .gauge, "How long the oldest approved task waits for a worker.",
        each(\.queueWait)),
      MetricFamily(
        "held_users", .gauge, "Users whose plan was stopped by a limit.",
        each { Double($0.held) }),
      MetricFamily(
        "stale_users", .gauge, "Users who were evaluated under older rules.",
        each { Double($0.stale) }),
      MetricFamily(
        "app_enabled", .gauge, "Whether approved tasks may be sent to the app.",
        each { $0.app.isConnected ? 1 : 0 }),
      MetricFamily(
        "app_paused", .gauge, "Whether the app refused everything, so that nothing is sent.",
        each { $0.app.pause == nil ? 0 : 1 }),
      MetricFamily(
        "app_failed", .gauge, "Whether the last look at the app failed.",
        each { $0.app.api.state == .failed ? 1 : 0 }),
    ]
  }

  private func sourceFamilies(_ now: Double) throws -> [MetricFamily] {
    let sources = try sources.all()
    return [
      MetricFamily(
        "source_age_seconds", .gauge,
        "Seconds since a source of people was last read, or seen to be unchanged.",
        sources.compactMap { source in
          source.confirmedAt.map { .init(max(0, now - $0), ("source", source.name)) }
        }),
      MetricFamily(
        "source_late", .gauge, "Whether a source of people cannot be read, or nobody reads it.",
        sources.map { .init($0.lateness(now) == nil ? 0 : 1, ("source", $0.name)) }),
      MetricFamily(
        "source_people", .gauge, "People in the last reading of a source.",
        sources.compactMap { source in
          source.state.last.map { .init(Double($0.people), ("source", source.name)) }
        }),
    ]
  }
}

extension RunReport {
  /// What the worker of this process did, as numbers for a monitoring system.
  public var metrics: [MetricFamily] {
    [
      MetricFamily(
        "tasks_ended", .counter, "Tasks that this worker ended, by how.",
        [
          .init(Double(provisioned), ("result", "provisioned")),
          .init(Double(failed), ("result", "failed")),
          .init(Double(moved), ("result", "planned-again")),
        ])
    ]
  }
}
