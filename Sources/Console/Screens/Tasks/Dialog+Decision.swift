import Engine
import Provisioning
import Screen

extension Dialog {
  /// A decision about these tasks.
  static func decide(
    _ decision: Decision, _ tasks: [ProvisioningTask], app: AppOverview?, at now: Double,
    on size: Size
  ) -> Dialog {
    var impact = DecisionImpact()
    for task in tasks { impact.add(task, by: decision) }
    if impact.deletions.count > 0 {
      impact.warnings = [(app?.app.ways.deletion ?? .deletes).warning]
    }
    let isOver =
      app.map {
        $0.app.definition.provisioning.limits.asksNumber(
          for: impact.destructive, of: $0.accounts)
      } ?? false
    impact.question = DecisionWeight(tasks: tasks.count, destructive: impact.destructive)
      .question(isOverLimit: isOver)
    let verb = decision.rawValue
    return Dialog(
      title: "\(verb.uppercased()) \(Count.grouped(tasks.count))",
      lines: lines("This will \(verb) \(Count.words(tasks.count, "task")):", impact, app, size),
      answers: [
        Answer(
          "y", "\(verb) \(Count.grouped(tasks.count))",
          .deciding(.decide(decision, tasks.map(\.id))))
      ], openedAt: now, number: impact.question.number)
  }

  /// A decision about everything that a filter matches.
  static func decideAll(
    _ decision: Decision, _ filter: TaskFilter, _ impact: DecisionImpact, described: String,
    app: AppOverview?, at now: Double, on size: Size
  ) -> Dialog {
    let verb = decision.rawValue
    let count = Count.grouped(impact.count)
    let what = described.isEmpty ? "the list" : "'\(described)'"
    let effect = Effect.decideAll(
      decision, filter, described: described.isEmpty ? "all" : described, seen: impact.seen)
    return Dialog(
      title: "\(verb.uppercased()) ALL",
      lines: lines("This will \(verb) all \(count) tasks that match \(what):", impact, app, size),
      answers: [Answer("y", "\(verb) \(count)", .deciding(effect))], openedAt: now,
      number: impact.question.number)
  }

  /// What a decision touches: how much is taken away and what cannot be undone, every deletion and
  /// suspension by name, and only then the rest.
  private static func lines(
    _ headline: String, _ impact: DecisionImpact, _ app: AppOverview?, _ size: Size
  ) -> [Line] {
    var lines = [Line(headline)]
    if impact.destructive > 0 {
      let verb = impact.destructive == 1 ? "deletes or suspends" : "delete or suspend"
      var text = "\(Count.grouped(impact.destructive)) of them \(verb) an account"
      if let accounts = app?.accounts, accounts > 0 {
        text +=
          ": \(Count.share(impact.destructive, of: accounts)) of the app's \(Count.grouped(accounts)) accounts"
      }
      lines.append(Line(text + ".", .warning))
    }
    let details = impact.lines(upTo: names(on: size, impact))
    return lines
      + details.enumerated().map { index, text in
        let isRest = impact.others.count > 0 && index == details.count - 1
        let isWarning = index < impact.warnings.count
        return Line(isWarning ? text : "  \(text)", isRest ? .text : .warning)
      }
  }
}

extension Dialog {
  /// How many names of deletions and of suspensions surely fit, so that nothing below them is cut.
  private static func names(on size: Size, _ impact: DecisionImpact) -> Int {
    let perRow = max(1, min(size.columns - 8, 68) / 26)
    let rows = size.rows - 13
    let kinds = impact.deletions.count > 0 && impact.suspensions.count > 0 ? 2 : 1
    return min(NameTally.most, max(3, rows * perRow / kinds))
  }
}

extension DecisionWeight.Question {
  /// The number to type, where there is one.
  fileprivate var number: Int? {
    switch self {
    case .none, .confirm: nil
    case .number(let number): number
    }
  }
}

extension Then<Void> {
  /// Begins a decision; what was marked for it is marked no longer.
  fileprivate static func deciding(_ effect: Effect) -> Then {
    .screen { (screen: inout TasksScreen, frame: inout Frame, _) in
      screen.marks.clear()
      frame.begin(effect)
    }
  }
}
