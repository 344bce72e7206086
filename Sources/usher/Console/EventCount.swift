import Console
import Terminal

/// Counts what the terminal sent and the console took, and tells it in the title: so a program that
/// drives the console waits for what its keys asked for, and need not guess how long that takes. The
/// title begins with `[12]`; with `[12+]` while something goes on. Only where `USHER_COUNT_EVENTS` is set.
struct EventCount {
  private let isOn: Bool
  private var taken = 0

  init(_ environment: [String: String]) {
    isOn = !environment["USHER_COUNT_EVENTS", default: ""].isEmpty
  }

  mutating func note(_ event: LoopEvent<ConsoleEvent>) {
    if case .terminal = event { taken += 1 }
  }

  /// Whether the title will be another one by itself.
  func isChanging(_ console: Console) -> Bool { isOn && !console.isSettled }

  /// The title of the console; `nil` where nothing is counted.
  func title(_ console: Console) -> String? {
    isOn ? "[\(taken)\(console.isSettled ? "" : "+")] \(console.title)" : nil
  }
}
