import TestSupport
import Foundation

/// Chance that can be repeated: the seed is `$USHER_SEED`, else another one each time, and printed.
struct Seeded: RandomNumberGenerator, Sendable {
  let seed: UInt64
  private var numbers: SplitMix64

  init(_ name: String) {
    let given = ProcessInfo.processInfo.environment["USHER_SEED"].flatMap { UInt64($0) }
    seed = given ?? UInt64.random(in: 1...999_999)
    numbers = SplitMix64(seed: seed)
    print("\(name): USHER_SEED=\(seed) repeats this")
  }

  mutating func next() -> UInt64 { numbers.next() }
}
