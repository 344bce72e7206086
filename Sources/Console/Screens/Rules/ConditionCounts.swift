import Engine
import Provisioning

/// Of how many users conditions are true, as far as they were counted.
struct ConditionCounts: Sendable {
  private var byCondition: [Condition: Int] = [:]
  /// How many users were looked at, where those were not all.
  private var lookedAt: Int?

  /// The count in words; empty where it is not known.
  subscript(_ condition: Condition) -> String {
    guard let count = byCondition[condition] else { return "" }
    return Count.grouped(count) + (lookedAt.map { " of \(Count.grouped($0))" } ?? "")
  }

  func has(_ conditions: [Condition]) -> Bool {
    conditions.allSatisfy { byCondition[$0] != nil }
  }

  mutating func take(_ conditions: [Condition], _ tally: ConditionTally) {
    lookedAt = tally.isAll ? nil : tally.users
    for (condition, count) in zip(conditions, tally.counts) { byCondition[condition] = count }
  }

  /// Forgets them, since the users are others now.
  mutating func clear() { self = ConditionCounts() }
}

extension RuleEditor {
  /// The conditions whose counts are shown: of each line that can be asked, and of the rule as a whole.
  var countedConditions: [Condition] {
    let list = conditionsByLine.map(\.condition) + [rule.when]
    return list.filter { (try? CompiledCondition($0)) != nil }
  }

  /// Shows the counts at the end of their lines.
  mutating func showCounts() {
    let shown = conditionsByLine
    for line in conditionLines {
      let id = line.fields[0].id
      let count = shown.first { $0.id == id }.map { counts[$0.condition] } ?? ""
      form.configure(id) { $0.tail = count }
    }
  }
}
