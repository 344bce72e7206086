import Provisioning

/// How many users each rule matches, as they were last counted.
struct RuleCounts: Sendable {
  private var byName: [String: RuleMatches] = [:]
  /// The rules that were counted.
  private var rules: [Rule]?
  /// Whether users may have come or changed since then.
  var mayBeOutdated = false

  /// Whether the counts are those of these rules as they stand.
  func hold(for rules: [Rule]) -> Bool { self.rules == rules && !mayBeOutdated }

  /// The count of a rule; `nil` where it is another one than was counted.
  subscript(_ rule: Rule) -> RuleMatches? {
    rules?.contains(rule) == true ? byName[rule.name] : nil
  }

  mutating func take(_ counts: [String: RuleMatches], of rules: [Rule]) {
    byName = counts
    self.rules = rules
    mayBeOutdated = false
  }
}
