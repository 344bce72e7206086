import Text
import Engine
import Provisioning

/// What evaluations came to, for a person.
extension Words {
  /// What evaluations came to, one line an app; warnings for what was stopped or left out.
  static func tell(_ results: [EvaluationResult], isQuiet: Bool) {
    for result in results {
      lead(result.summary, of: result.app, isDone: true, isQuiet: isQuiet)
      if let sentence = result.blockedSentence {
        Streams.standardError(
          "usher: warning: \(sentence.visible); nothing of it was filed; usher plan \(result.app) shows it, usher reapply \(result.app)\(result.releasingOptions) allows it",
          style: .warning)
      } else if !isQuiet {
        tell(result)
      }
      for group in result.summary.missingGroups.sorted() {
        Streams.standardError(
          "usher: warning: \(result.app): there is no group \(group.visible) in the app, and no rule may create it",
          style: .warning)
      }
    }
  }

  /// Says which groups the app names differently from the rules.
  static func tellNames(_ groups: [GroupRecord], isQuiet: Bool) {
    guard !isQuiet else { return }
    for group in groups {
      guard let note = group.nameNote else { continue }
      Streams.standardError("note: group \(group.name.visible): \(note.visible)")
    }
  }

  /// What comes before everything else: who cannot be computed, who cannot have a value, and what is
  /// withdrawn.
  static func lead(_ summary: BatchSummary, of app: String, isDone: Bool, isQuiet: Bool) {
    for (index, line) in summary.impossibleLines(app).enumerated() {
      Streams.standardError(index == 0 ? "usher: warning: \(line)" : line, style: .warning)
    }
    for line in summary.conflictLines(app) {
      Streams.standardError("usher: warning: \(line)", style: .warning)
    }
    if !isQuiet, let line = summary.withdrawnLine(isDone: isDone) { Streams.standardError(line) }
  }

  private static func tell(_ result: EvaluationResult) {
    let summary = result.summary
    guard summary.users > 0 else { return }
    var parts = TaskAction.allCases.compactMap { action in
      summary.filed[action].map { "\($0) \(action.rawValue)" }
    }
    if parts.isEmpty { parts = ["no task"] }
    if summary.pending > 0 { parts.append("\(summary.pending) pending approval") }
    if summary.kept > 0 { parts.append("\(summary.kept) open as before") }
    if summary.ignored > 0 { parts.append("\(summary.ignored) ignored before") }
    if summary.conflicted > 0 {
      parts.append("\(summary.conflicted) in conflict (usher why --app \(result.app))")
    }
    Streams.standardError(
      "\(result.app): \(count(summary.users, "user")) evaluated: \(parts.joined(separator: ", "))")
  }
}
