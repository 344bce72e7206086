/// One effect that goes on.
struct Job: Sendable, Hashable {
  /// What is over sooner than in this many seconds is not told about.
  static let quiet = 0.3

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
