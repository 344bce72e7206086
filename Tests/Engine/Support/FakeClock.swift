import TestSupport
import Synchronization

@testable import Engine

/// A clock that nobody waits for: who sleeps is at the end of the sleep at once, and so is everyone
/// else. Only a worker's renewing of its leases, which it does beside the work, waits for the time to
/// come by itself; it would else run away with the clock.
final class FakeClock: TimeSource {
  private struct State {
    var now = 1_767_225_600.0
    var sleepers: [Int: (until: Double, wake: CheckedContinuation<Void, Never>)] = [:]
    var cancelled: Set<Int> = []
    var next = 0
  }

  private let state = Mutex(State())

  func now() -> Double { state.withLock { $0.now } }

  /// Lets time pass.
  func advance(_ seconds: Double) { move(to: now() + seconds) }

  /// Somebody sets the clock back; who sleeps goes on sleeping for as long as was left.
  func setBack(_ seconds: Double) {
    state.withLock { state in
      state.now -= seconds
      for id in state.sleepers.keys { state.sleepers[id]?.until -= seconds }
    }
  }

  func sleep(seconds: Double) async {
    if seconds == Worker.lease / 3 { return await park(seconds) }
    move(to: now() + max(0, seconds))
    await Task.yield()
  }

  private func move(to moment: Double) {
    let due = state.withLock { state in
      state.now = max(state.now, moment)
      let due = state.sleepers.filter { $0.value.until <= state.now }
      for id in due.keys { state.sleepers[id] = nil }
      return due.map(\.value.wake)
    }
    for wake in due { wake.resume() }
  }

  private func park(_ seconds: Double) async {
    let id = state.withLock { state in
      state.next += 1
      return state.next
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { wake in
        let isOver = state.withLock { state in
          if state.cancelled.remove(id) != nil { return true }
          state.sleepers[id] = (state.now + seconds, wake)
          return false
        }
        if isOver { wake.resume() }
      }
    } onCancel: {
      let wake = state.withLock { state in
        let sleeper = state.sleepers.removeValue(forKey: id)
        if sleeper == nil { state.cancelled.insert(id) }
        return sleeper?.wake
      }
      wake?.resume()
    }
  }
}

/// Chance that is the same in every run.
final class SeededChance: Chance {
  private let numbers: Mutex<SplitMix64>

  init(seed: UInt64) { numbers = Mutex(SplitMix64(seed: seed)) }

  func fraction() -> Double { numbers.withLock { $0.fraction() } }

  /// A number from 0 up to, not including, the bound.
  func below(_ bound: Int) -> Int { numbers.withLock { $0.below(bound) } }
}
