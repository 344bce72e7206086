/// Why a rule cannot be used, worded for the admin who wrote it.
public struct RuleError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The rule's name; empty where the condition stands alone.
  public let rule: String
  /// What is wrong, as a sentence without its full stop.
  public let reason: String
  /// What to do about it.
  public let advice: String

  /// An error in a rule.
  public init(rule: String, reason: String, advice: String) {
    self.rule = rule
    self.reason = reason
    self.advice = advice
  }

  init(rule: String, place: String, _ error: PatternError) {
    self.init(
      rule: rule, reason: "\(place): \(error.reason), at its character \(error.column)",
      advice: error.advice)
  }

  /// The error as one sentence that names the rule.
  public var description: String {
    let place = rule.isEmpty ? "" : "rule \"\(rule)\": "
    return "\(place)\(reason); \(advice)"
  }
}
