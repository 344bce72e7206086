import TestSupport
import Engine
import Synchronization

/// Chance from a seed: the same seed gives the same numbers in every run and on every machine.
final class Dice: Chance {
  private let numbers: Mutex<SplitMix64>

  init(seed: UInt64) { numbers = Mutex(SplitMix64(seed: seed)) }

  /// Dice of their own, so that what throws them more often changes nothing for the others.
  func fork() -> Dice { Dice(seed: next()) }

  func fraction() -> Double { numbers.withLock { $0.fraction() } }

  /// A number from 0 up to, not including, the bound.
  func below(_ bound: Int) -> Int { numbers.withLock { $0.below(bound) } }

  /// Whether something happens that happens once in so many times; never for 0.
  func once(in times: Int) -> Bool { times > 0 && below(times) == 0 }

  /// A number of seconds between two.
  func seconds(_ low: Double, _ high: Double) -> Double { low + (high - low) * fraction() }

  /// One of several.
  func one<Element>(of all: [Element]) -> Element? {
    all.isEmpty ? nil : all[below(all.count)]
  }

  /// One of several, each as often as its weight says.
  func one<Element>(of all: [(weight: Int, Element)]) -> Element? {
    var rest = below(max(1, all.reduce(0) { $0 + $1.weight }))
    for (weight, element) in all {
      if rest < weight { return element }
      rest -= weight
    }
    return all.last?.1
  }

  private func next() -> UInt64 { numbers.withLock { $0.next() } }
}
