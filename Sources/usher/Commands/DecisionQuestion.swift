import Text
import Engine
import Provisioning

/// The question before a decision about tasks, as the command line asks it.
struct DecisionQuestion {
  private let decision: Decision
  private let impact: DecisionImpact
  /// Which tasks are meant, said after their number.
  private let about: String

  init(_ decision: Decision, _ impact: DecisionImpact, about: String) {
    self.decision = decision
    self.impact = impact
    self.about = about
  }

  /// Asks as the rule says.
  ///
  /// - Parameter number: the number of deletions and suspensions that was given.
  /// - Throws: `Failure` where the answer is no, or nobody can be asked.
  func ask(_ options: Options, accepting number: Int?) throws {
    if let number, number != impact.destructive {
      throw Failure(
        "this would delete or suspend \(Words.count(impact.destructive, "account")), not \(number); nothing was done; look again and give the number",
        code: "wrong-count")
    }
    switch impact.question {
    case .none: return
    case .confirm where number != nil: return
    case .confirm:
      try options.confirm(sentence, shown: headline, impact.lines())
    case .number(let wanted):
      if number == wanted { return }
      try type(wanted)
    }
  }

  /// A yes does not do where a limit is exceeded.
  private func type(_ wanted: Int) throws {
    guard Streams.canAsk else {
      throw Failure(
        "\(sentence) That exceeds the limit, so nothing was done; --accept-deletions \(wanted) allows it",
        code: "deletions-over-limit")
    }
    for line in [headline] + impact.lines() { Streams.standardError(line, style: .warning) }
    Streams.question("That exceeds the limit. Type the number of deletions and suspensions:")
    guard let answer = readLine(), Int(answer.trimmed) == wanted else {
      throw Failure("nothing was done: that was not the number", code: "wrong-count")
    }
  }

  private var headline: String {
    "This will \(decision.rawValue) \(Words.count(impact.count, "task"))\(about):"
  }

  private var sentence: String {
    let lines = impact.lines().map { $0.hasSuffix(".") ? String($0.dropLast()) : $0 }
    return "\(headline) \(lines.joined(separator: "; "))."
  }
}
