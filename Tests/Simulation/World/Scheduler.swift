import Foundation

/// One thread on which everything of a simulated world runs, in an order that the dice give, and the
/// world's time, which moves on when nothing can run any more.
///
/// It is the executor that every task of the world prefers; so `Task`, groups and actors of the
/// engine run on it. A job that comes from another thread means that something escaped, and stops the
/// program.
final class Scheduler: TaskExecutor, @unchecked Sendable {
  // Unchecked, because it is used on one thread alone, which `enqueue` proves.

  /// The moment at which every world starts, in seconds since 1970.
  static let start = 1_767_225_600.0

  private(set) var now = Scheduler.start
  /// How many jobs and timers ran.
  private(set) var decisions = 0
  private var ready: [UnownedJob] = []
  private var timers: [Timer] = []
  private var cancelled: Set<Int> = []
  private var nextTimer = 0
  private let dice: Dice
  private let trace: Trace
  private let thread = pthread_self()

  /// Something that happens at a time.
  private struct Timer {
    let at: Double
    let id: Int
    let action: () -> Void

    func isBefore(_ other: Timer) -> Bool { (at, id) < (other.at, other.id) }
  }

  init(_ dice: Dice, _ trace: Trace) {
    self.dice = dice
    self.trace = trace
  }

  func enqueue(_ job: consuming ExecutorJob) {
    precondition(pthread_equal(thread, pthread_self()) != 0, "a job escaped the simulation")
    ready.append(UnownedJob(job))
  }

  /// Lets something happen after so many seconds.
  ///
  /// - Returns: a name by which it can be taken back.
  @discardableResult
  func after(_ seconds: Double, _ action: @escaping () -> Void) -> Int {
    nextTimer += 1
    push(Timer(at: now + max(0, seconds), id: nextTimer, action: action))
    return nextTimer
  }

  /// Takes back what was to happen.
  func cancel(_ timer: Int) { cancelled.insert(timer) }

  /// Lets time pass while nobody does anything.
  func sleep(seconds: Double) { now += max(0, seconds) }

  /// Runs one job that is ready, else what is due next.
  ///
  /// - Returns: whether there was anything.
  func step() -> Bool {
    if !ready.isEmpty {
      let index = dice.below(ready.count)
      trace.mix(UInt64(ready.count) << 8 | UInt64(index))
      ready.swapAt(index, ready.count - 1)
      let job = ready.removeLast()
      decisions += 1
      // Work takes time, so that no two things happen at the same moment.
      now += 0.000_01
      job.runSynchronously(on: asUnownedTaskExecutor())
      return true
    }
    while let timer = pop() {
      if cancelled.remove(timer.id) != nil { continue }
      decisions += 1
      now = max(now, timer.at)
      timer.action()
      return true
    }
    return false
  }

  private func push(_ timer: Timer) {
    timers.append(timer)
    var child = timers.count - 1
    while child > 0, timers[child].isBefore(timers[(child - 1) / 2]) {
      timers.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  private func pop() -> Timer? {
    guard let first = timers.first, let last = timers.popLast() else { return nil }
    if timers.isEmpty { return first }
    timers[0] = last
    var parent = 0
    while true {
      var least = parent
      for child in [2 * parent + 1, 2 * parent + 2]
      where child < timers.count && timers[child].isBefore(timers[least]) {
        least = child
      }
      if least == parent { return first }
      timers.swapAt(parent, least)
      parent = least
    }
  }
}
