/// What was seen and must never be.
final class Findings {
  private(set) var all: [String] = []

  /// Notes that something is not as it must be.
  func add(_ what: String) { all.append(what) }

  /// Notes it unless the condition holds.
  func expect(_ holds: Bool, _ what: @autoclosure () -> String) {
    if !holds { add(what()) }
  }
}
