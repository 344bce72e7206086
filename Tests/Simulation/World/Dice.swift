import Engine
import Synchronization

/// Chance from a seed: the same seed gives the same numbers in every run and on every machine.
final class Dice: Chance {
  private let state: Mutex<UInt64>

  init(seed: UInt64) { state = Mutex(seed) }

  /// Dice of their own, so that what throws them more often changes nothing for the others.
  func fork() -> Dice { Dice(seed: next()) }

  func fraction() -> Double { Double(next() >> 11) / Double(1 << 53) }

  /// A number from 0 up to, not including, the bound.
  func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

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

  /// SplitMix64.
  private func next() -> UInt64 {
    state.withLock { state in
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
  }
}
