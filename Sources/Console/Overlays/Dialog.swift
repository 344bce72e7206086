import Engine
import Provisioning
import Screen

/// A question before something that many feel. It is answered by spelled letters, starts on "go
/// back", and takes no key in its first moments, so that no key that was on its way answers it.
struct Dialog: Sendable, Hashable {
  /// Keys that come sooner than this many seconds after it opened are dropped.
  static let quiet = 0.3

  /// What an answer leads to.
  enum Consequence: Sendable, Hashable {
    case effects([Effect])
    case saveAndQuit
  }

  /// One answer beside "go back".
  struct Answer: Sendable, Hashable {
    var letter: Character
    var title: String
    var consequence: Consequence

    init(_ letter: Character, _ title: String, _ consequence: Consequence) {
      self.letter = letter
      self.title = title
      self.consequence = consequence
    }
  }

  var title: String
  var lines: [Line]
  var answers: [Answer]
  /// What "no" is called.
  var back = "go back"
  var openedAt: Double
  /// The key that opened it, which never answers it.
  var openedBy: Key?
  /// The number that must be typed instead of a letter, where a limit was exceeded.
  var number: Int?
  var typed = ""
}

extension Dialog {
  /// A decision about these tasks.
  static func decide(
    _ decision: Decision, _ tasks: [ProvisioningTask], app: AppOverview?, at now: Double
  ) -> Dialog {
    let destructive = decision == .ignore ? 0 : tasks.count { $0.action.isDestructive }
    let deletes = tasks.contains { $0.action == .delete } && decision != .ignore
    let verb = decision.rawValue
    var lines = [Line("This will \(verb) \(Count.words(tasks.count, "task")):")]
    lines += tasks.prefix(3).map { Line("  \($0.action.rawValue) \($0.name)") }
    if tasks.count > 3 { lines.append(Line("  and \(Count.grouped(tasks.count - 3)) more")) }
    lines += warning(destructive, deletes, app)
    return Dialog(
      title: "\(verb.uppercased()) \(Count.grouped(tasks.count))", lines: lines,
      answers: [
        Answer(
          "y", "\(verb) \(Count.grouped(tasks.count))",
          .effects([.decide(decision, tasks.map(\.id))]))
      ], openedAt: now, number: number(destructive, app))
  }

  /// A decision about everything that a filter matches.
  static func decideAll(
    _ decision: Decision, _ filter: TaskFilter, _ impact: DecisionImpact, described: String,
    app: AppOverview?, at now: Double
  ) -> Dialog {
    let destructive = decision == .ignore ? 0 : impact.destructive
    let verb = decision.rawValue
    let count = Count.grouped(impact.count)
    let what = described.isEmpty ? "the list" : "'\(described)'"
    var lines = [Line("This will \(verb) all \(count) tasks that match \(what):")]
    lines += impact.names.prefix(3).map { Line("  \($0)") }
    if impact.count > 3 { lines.append(Line("  and \(Count.grouped(impact.count - 3)) more")) }
    lines += warning(destructive, destructive > 0, app)
    let effect = Effect.decideAll(
      decision, filter, described: described.isEmpty ? "all" : described)
    return Dialog(
      title: "\(verb.uppercased()) ALL", lines: lines,
      answers: [Answer("y", "\(verb) \(count)", .effects([effect]))], openedAt: now,
      number: number(destructive, app))
  }

  /// What reapply would do.
  static func reapply(
    _ plan: PlanOverview, app: String, _ scope: ReapplyScope, at now: Double
  ) -> Dialog {
    var lines = plan.lines.map { Line($0) }
    if let count = plan.blocked {
      lines.append(
        Line(
          "Over the limit: \(Count.grouped(count)) accounts would be deleted or suspended.",
          .warning))
    }
    if let count = plan.blockedMemberships {
      lines.append(
        Line(
          "Over the limit: \(Count.grouped(count)) members would be taken out of groups.",
          .warning))
    }
    let numbers = [plan.blocked, plan.blockedMemberships].compactMap { $0 }
    if numbers.count > 1 {
      lines.append(Line("Together that is \(Count.grouped(numbers.reduce(0, +))).", .warning))
    }
    let effect = Effect.reapply(
      app: app, scope, accepting: plan.blocked, memberships: plan.blockedMemberships)
    let title = scope == .everything ? "REAPPLY \(app)" : "REAPPLY ENTITLEMENTS of \(app)"
    return Dialog(
      title: title, lines: lines, answers: [Answer("y", "reapply", .effects([effect]))],
      openedAt: now, number: numbers.isEmpty ? nil : numbers.reduce(0, +))
  }

  private static func warning(_ destructive: Int, _ deletes: Bool, _ app: AppOverview?) -> [Line] {
    guard destructive > 0 else { return [] }
    let verb = destructive == 1 ? "deletes or suspends" : "delete or suspend"
    var text = "\(Count.grouped(destructive)) of them \(verb) an account"
    if let accounts = app?.accounts, accounts > 0 {
      text +=
        ": \(Count.share(destructive, of: accounts)) of the app's \(Count.grouped(accounts)) accounts"
    }
    let deletion = app?.app.ways.deletion ?? .deletes
    return [Line(text + ".", .warning)] + (deletes ? [Line(deletion.warning, .warning)] : [])
  }

  /// The number to type, where the policy's limit is exceeded.
  private static func number(_ destructive: Int, _ app: AppOverview?) -> Int? {
    guard let app, destructive > 0 else { return nil }
    let limits = app.app.definition.provisioning.limits
    return limits.stop(destructive, of: max(app.accounts, destructive)) ? destructive : nil
  }
}
