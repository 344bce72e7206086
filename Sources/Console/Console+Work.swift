import Engine

/// What stands in the message line until the next key.
struct Message: Sendable, Hashable {
  var text: String
  var role: MessageRole

  enum MessageRole: Sendable, Hashable {
    case plain
    case warning
    case error
  }

  init(_ text: String = "", _ role: MessageRole = .plain) {
    self.text = text
    self.role = role
  }
}

/// One thing that usher did, or could not do, in this session.
struct LogEntry: Sendable, Hashable {
  var at: Double
  var text: String
  var commandLine: String?
  var isError = false
}

/// One effect that goes on.
struct Job: Sendable, Hashable {
  var effect: Effect
  var startedAt: Double
  var progress: Progress?

  struct Progress: Sendable, Hashable {
    var done: Int
    var total: Int?
  }
}

/// The effects that were asked for and are not over.
struct Work: Sendable {
  private(set) var jobs: [Job] = []
  /// What is asked for next, once that of the same kind is over.
  private var waiting: [Effect] = []

  func has(_ effect: Effect) -> Bool { jobs.contains { $0.effect == effect } }

  var isIdle: Bool { jobs.isEmpty && waiting.isEmpty }

  /// Whether something goes on that would be lost with the console.
  var foreground: Job? { jobs.last { !$0.effect.isReading } }

  /// Starts an effect, or lets it wait for one of its kind: of what only shows the store, one is
  /// under way at a time, and of those that wait the newest counts.
  mutating func start(_ effect: Effect, at now: Double) -> [Effect] {
    if effect.isRepeated, let lane = effect.lane, jobs.contains(where: { $0.effect.lane == lane }) {
      if let index = waiting.firstIndex(where: { $0.lane == lane }) {
        if !waiting[index].isJump || !waiting[index].isOfSameList(as: effect) {
          waiting[index] = effect
        }
      } else {
        waiting.append(effect)
      }
      return []
    }
    if has(effect) { return [] }
    jobs.append(Job(effect: effect, startedAt: now))
    return [effect]
  }

  mutating func note(_ effect: Effect, _ progress: Job.Progress) {
    guard let index = jobs.firstIndex(where: { $0.effect == effect }) else { return }
    jobs[index].progress = progress
  }

  /// Ends an effect.
  ///
  /// - Returns: what waited for it.
  mutating func end(_ effect: Effect, at now: Double) -> [Effect] {
    jobs.removeAll { $0.effect == effect }
    guard let lane = effect.lane, let index = waiting.firstIndex(where: { $0.lane == lane }) else {
      return []
    }
    return start(waiting.remove(at: index), at: now)
  }
}

extension Effect {
  /// What is asked for one after the other.
  fileprivate var lane: String? {
    switch self {
    case .loadApps: "apps"
    case .loadTasks: "tasks"
    case .loadTask: "task"
    case .loadUsers: "users"
    case .loadUser: "user"
    case .loadRoles: "roles"
    case .loadGroups: "groups"
    case .loadSample: "sample"
    case .loadAudit: "audit"
    default: nil
    }
  }

  /// Whether a person asked to go somewhere: a refresh must not take its place.
  fileprivate var isJump: Bool {
    switch self {
    case .loadTasks(_, let place), .loadUsers(_, _, let place), .loadAudit(_, let place):
      place.isJump
    default: false
    }
  }

  fileprivate func isOfSameList(as other: Effect) -> Bool {
    switch (self, other) {
    case (.loadTasks(let a, _), .loadTasks(let b, _)): a == b
    case (.loadUsers(let a, let role, _), .loadUsers(let b, let other, _)): a == b && role == other
    case (.loadAudit(let a, _), .loadAudit(let b, _)): a == b
    default: false
    }
  }
}

extension Console {
  /// Starts effects; those of this kind that are under way already are not started again.
  mutating func request(_ effect: Effect) -> [Effect] { work.start(effect, at: now) }

  /// Starts something that a person asked for, and notes it.
  mutating func begin(_ effect: Effect) -> [Effect] {
    if !effect.isReading {
      log.append(LogEntry(at: now, text: effect.work ?? "", commandLine: effect.commandLine))
    }
    return request(effect)
  }

  /// Says something until the next key; what went wrong stays in the log.
  mutating func say(_ text: String, _ role: Message.MessageRole = .plain) {
    message = Message(text, role)
    log.append(LogEntry(at: now, text: text, isError: role == .error))
    if log.count > 500 { log.removeFirst(log.count - 500) }
  }

  /// Whether something was asked for that has not come, so that the screen may change by itself.
  public var isAtWork: Bool { !work.isIdle }

  /// Whether the detail of what is chosen is under way, and not for long.
  var isReadingDetail: Bool {
    work.jobs.contains { $0.effect.isOfDetail && now - $0.startedAt < 0.3 }
  }

  /// The work that has lasted long enough to be told about.
  var toldJob: Job? {
    work.jobs.last { $0.effect.work != nil && now - $0.startedAt >= 0.3 }
  }

  /// Ends what goes on, where that leaves nothing half done.
  mutating func cancelWork() -> [Effect] {
    guard let job = work.jobs.last(where: { $0.effect.work != nil }) else {
      say("nothing goes on that could be cancelled")
      return []
    }
    guard job.effect.isCancellable else {
      say("\(job.effect.work ?? "this") cannot be cancelled; it ends by itself")
      return []
    }
    return [.cancel(job.effect)]
  }

  /// While the store cannot be read it is tried again, and everything else goes on.
  mutating func retry() -> [Effect] {
    guard staleSince != nil, now >= retryAt else { return [] }
    retryAt = now + 2
    return request(.loadApps) + reload()
  }
}

/// How fast the worker is, from what it ended in the last minute.
struct WorkerWatch: Sendable, Hashable {
  private(set) var state = WorkerState.absent
  private var marks: [Mark] = []

  private struct Mark: Sendable, Hashable {
    var at: Double
    var ended: Int
  }

  mutating func take(_ state: WorkerState, at now: Double) {
    self.state = state
    guard case .working(let ended) = state else { return }
    marks.append(Mark(at: now, ended: ended))
    marks.removeAll { now - $0.at > 60 }
  }

  /// Tasks a second.
  func rate(at now: Double) -> Double {
    let recent = marks.filter { now - $0.at < 15 }
    guard let first = recent.first, let last = recent.last, last.ended > first.ended else {
      return 0
    }
    return Double(last.ended - first.ended) / max(1, now - first.at)
  }

  /// In words, with what is left at this pace.
  func words(left: Int, running: Int, at now: Double) -> String {
    switch state {
    case .stopped: return "worker STOPPED"
    case .absent: return running > 0 ? "worker elsewhere" : "no worker"
    case .working:
      guard running > 0 || left > 0 else { return "worker idle" }
      let rate = rate(at: now)
      guard rate > 0 else { return running > 0 ? "worker running" : "worker waits" }
      let tenths = Int((rate * 10).rounded())
      let pace = "\(tenths / 10).\(tenths % 10)/s"
      return "worker \(pace)" + (left > 0 ? " \(Age.words(Double(left) / rate)) left" : "")
    }
  }
}

extension ListPlace {
  /// Whether it is somewhere else than what is seen.
  fileprivate var isJump: Bool {
    switch self {
    case .from: false
    case .first, .last, .below, .above: true
    }
  }
}
