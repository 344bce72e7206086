import Screen

/// A test run as it goes on.
struct TestRunView: Sendable, Hashable {
  var app: String
  var user: String
  var steps: [TestStep] = []
  var isRunning = true

  mutating func take(_ app: String, _ user: String, _ step: TestStep) {
    guard app == self.app, user == self.user else { return }
    steps.append(step)
  }

  /// The run as a checklist.
  var lines: [Line] {
    var lines = [Line("Test run of \(user) in \(app)", .heading), Line("")]
    for (index, name) in TestStep.names.enumerated() {
      if index < steps.count {
        let step = steps[index]
        lines.append(
          Line(
            "[\(step.passed ? "x" : "!")] \(step.name): \(step.passed ? "passed" : "FAILED")",
            step.passed ? .success : .error))
        lines.append(Line("    \(step.detail)"))
      } else {
        let isNext = index == steps.count && isRunning
        lines.append(Line("[ ] \(name)\(isNext ? ": running" : "")", isNext ? .running : .muted))
      }
    }
    let passed = steps.count == TestStep.names.count && steps.allSatisfy(\.passed)
    if !isRunning {
      lines += [
        Line(""),
        passed
          ? Line("passed: the app creates, updates and deletes as it should", .success)
          : Line("FAILED: the steps behind the failed one were not tried", .error),
      ]
    }
    return lines
  }
}
