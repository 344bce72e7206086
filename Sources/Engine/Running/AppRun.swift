import Logging
import Provisioning
import SCIM

/// A worker's run on one app: as many tasks at once as the app takes.
struct AppRun: Sendable {
  let worker: Worker
  let app: AppID
  let tally: RunTally
  /// The run that took tasks last, as it was committed.
  private let current = CurrentRun()

  init(worker: Worker, app: AppID, tally: RunTally) {
    self.worker = worker
    self.app = app
    self.tally = tally
  }

  private var engine: ProvisioningEngine { worker.engine }

  func run() async throws {
    var session: (client: AppClient, knowledge: AppKnowledge, definition: AppDefinition)?
    while !Task.isCancelled {
      guard let record = try await worker.patiently({ try $0.read { try $0.apps.app(app) } }) else {
        return
      }
      if try await isHeld(record) {
        if worker.untilIdle { return }
        session = nil
        await engine.time.sleep(seconds: 1)
        continue
      }
      if session?.definition != record.definition {
        session = (
          try engine.connections.client(for: record), AppKnowledge(engine.time), record.definition
        )
      }
      guard let session else { return }
      try await weighPages(record, session.client, session.knowledge)
      try await drain(
        session.client, session.knowledge,
        at: max(1, worker.concurrency ?? record.ways.concurrency))
      if worker.untilIdle, try await isIdle() { return }
      if !worker.untilIdle { await engine.time.sleep(seconds: 0.5) }
    }
  }

  /// Decides whether those who are to be made are looked for by reading everyone or one by one.
  private func weighPages(_ record: AppRecord, _ client: AppClient, _ knowledge: AppKnowledge)
    async throws
  {
    let filter = TaskFilter(app: app, statuses: [.approved], actions: [.create])
    let creations = try await worker.patiently { try $0.read { try $0.tasks.taskCount(filter) } }
    await knowledge.pages.use(false)
    guard creations >= worker.manyCreations else { return }
    let look = try? await client.read(.list("Users", ListQuery(startIndex: 1, count: 1)))
    guard let look, let total = (try? ListPage(response: look))?.totalResults else { return }
    await knowledge.pages.use(
      PageLookup.isCheaper(
        total: total, pageSize: record.ways.pageSize, creations: creations,
        questions: record.definition.connection.matching.count))
  }

  /// Executes tasks until none can be claimed.
  private func drain(_ client: AppClient, _ knowledge: AppKnowledge, at limit: Int) async throws {
    let slots = Slots(limit)
    try await withTaskCancellationHandler {
      try await withThrowingTaskGroup(of: (TaskStatus, [ClaimedTask]).self) { group in
        var running = 0
        var claimed = try await claim(slots, knowledge)
        current.took(claimed, at: engine.time.now())
        while true {
          for next in claimed {
            running += 1
            group.addTask {
              // Not cancelled with the worker: what is under way is finished.
              try await uncancelled { try await execute(next, client, knowledge, slots) }
            }
          }
          guard running > 0, let (status, next) = try await group.next() else { return }
          running -= 1
          claimed = next
          current.took(claimed, at: engine.time.now())
          await count(status)
        }
      }
    } onCancel: {
      slots.close()
    }
  }

  /// Executes a task, and with the end of it claims what can run in its place.
  private func execute(
    _ claimed: ClaimedTask, _ client: AppClient, _ knowledge: AppKnowledge, _ slots: Slots
  ) async throws -> (TaskStatus, [ClaimedTask]) {
    let ending = TaskEnding { end, session in
      let status = try engine.followUp.finish(end, worker: worker.name, in: session)
      try session.runs.count(status, of: end.task.id, at: engine.time.now())
      return TaskEnding.Stored(
        status: status, next: try claim(slots.isClosed ? 0 : 1, knowledge, in: session))
    }
    let result = await Execution(
      engine, claimed.app, claimed.task, client, knowledge, worker: worker.name,
      past: claimed.past, ending: ending
    ).run()
    let stored =
      switch result {
      case .stored(let stored): stored
      case .ended(let end):
        try await worker.patiently { store in
          try await store.commit { try ending.store(end, $0) }
        }
      }
    slots.give(1 - stored.next.count)
    engine.log.info(
      "task \(claimed.task.id): \(claimed.task.action.rawValue) \(stored.status.rawValue)",
      metadata: [
        "task": "\(claimed.task.id)", "run": "\(claimed.run)", "app": "\(claimed.app.name)",
        "action": "\(claimed.task.action.rawValue)", "status": "\(stored.status.rawValue)",
      ])
    // Where nothing could be claimed in its place, nothing can in the other places that are free.
    let more = stored.next.isEmpty ? [] : try await claim(slots, knowledge)
    return (stored.status, stored.next + more)
  }

  /// Claims a task for each slot that is free, as far as there are any.
  private func claim(_ slots: Slots, _ knowledge: AppKnowledge) async throws -> [ClaimedTask] {
    let free = slots.takeAll()
    if free == 0 { return [] }
    let claimed = try await worker.patiently { store in
      try await store.commit { try claim(free, knowledge, in: $0) }
    }
    slots.give(free - claimed.count)
    return claimed
  }

  private func claim(
    _ count: Int, _ knowledge: AppKnowledge, in session: any StoreSession
  ) throws -> [ClaimedTask] {
    guard count > 0, let record = try session.apps.app(app), record.isConnected, record.pause == nil
    else { return [] }
    let now = engine.time.now()
    let known = current.run(since: now - Worker.rest)
    let tasks = try session.queue.claim(
      app, worker: worker.name, run: known, now: now, lease: now + Worker.lease, limit: count)
    guard !tasks.isEmpty else { return [] }
    let run = try known ?? begin(with: tasks, at: now, in: session)
    return try tasks.map { task in
      var past = task.action == .create ? try TaskPast(task, of: record, in: session) : nil
      // Where the app is asked for the account first, that is noted when the request leaves.
      if let until = knowledge.pages.standsUntil, now < until {
        try past?.announce(task, of: record, at: now, whileStanding: until, in: session)
      }
      return ClaimedTask(task: task, app: record, past: past, run: run)
    }
  }

  /// Notes which run took the first tasks after a rest: a new one, or one that began a moment ago.
  private func begin(
    with tasks: [ProvisioningTask], at now: Double, in session: any StoreSession
  ) throws -> RunID {
    let run =
      try session.runs.run(of: worker.name, in: app, since: now - Worker.rest)
      ?? session.runs.begin(
        RunRecord(
          app: app, worker: worker.name, by: engine.actor.name, origin: engine.actor.origin,
          means: worker.means, at: now))
    try session.runs.note(tasks.map(\.id), takenBy: run, at: now)
    return run
  }

  private func count(_ status: TaskStatus) async {
    await tally.change { report in
      switch status {
      case .provisioned: report.provisioned += 1
      case .failed: report.failed += 1
      case .superseded: report.moved += 1
      case .pending, .approved, .running, .ignored: break
      }
    }
  }

  /// Whether nothing may be sent to the app now.
  private func isHeld(_ record: AppRecord) async throws -> Bool {
    if let pause = record.pause {
      await tally.change { $0.paused[record.name] = pause.reason }
      return true
    }
    guard !record.isConnected else { return false }
    let approved = try await worker.patiently {
      try $0.read { try $0.tasks.taskCounts(app)[.approved] ?? 0 }
    }
    if approved > 0 {
      await tally.change { report in
        if !report.disconnected.contains(record.name) { report.disconnected.append(record.name) }
      }
    }
    return true
  }

  /// Whether nothing is left that can run; waits where something will be able to.
  private func isIdle() async throws -> Bool {
    let now = engine.time.now()
    let (due, running) = try await worker.patiently { store in
      try store.read { (try $0.queue.nextDue(app), try $0.queue.hasRunning(app)) }
    }
    // Another worker is at something; if it died, its leases end, and what waits for them goes on.
    try await worker.patiently { store in
      if running { _ = try await store.commit { try $0.queue.reclaim(now: now) } }
    }
    if let due, due > now {
      if due > now + Worker.lease {
        // A long wait may be one of a clock that was ahead.
        try await worker.patiently { store in
          try await store.commit { try $0.queue.clockWasSet(back: now, lease: Worker.lease) }
        }
      }
      await engine.time.sleep(seconds: min(max(due - now, 0.05), 5))
      return false
    }
    guard running || due != nil else { return true }
    await engine.time.sleep(seconds: running ? 0.5 : 0.05)
    return false
  }
}
