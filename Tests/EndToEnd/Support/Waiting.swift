import Testing

/// Waits until something is so.
///
/// - Throws: ``Command/Timeout`` where it is not in time.
func wait(
  for what: String, within seconds: Double = 120, until condition: () async throws -> Bool
) async throws {
  let deadline = ContinuousClock.now + .seconds(seconds)
  while try await !condition() {
    guard ContinuousClock.now < deadline else {
      throw Command.Timeout(description: "\(what) did not come in \(seconds) s")
    }
    try await Task.sleep(for: .milliseconds(100))
  }
}
