public import Provisioning

/// Of how many users conditions are true.
public struct ConditionTally: Sendable, Hashable {
  /// How many, in the order in which the conditions were asked.
  public var counts: [Int]
  /// How many users were looked at.
  public var users = 0
  /// Whether these were all users; in a large directory not all are looked at.
  public var isAll = true

  /// Nobody yet.
  public init(counts: [Int]) { self.counts = counts }
}

extension Tallies {
  /// Of how many users of the directory each condition is true, whether they have access or not.
  ///
  /// - Throws: `EngineError.invalid` where one cannot be read.
  public func tally(_ conditions: [Condition]) throws -> ConditionTally {
    try store.read { session in
      let now = try EvaluationTime(
        now: time.now(), zone: session.settings.directorySettings().timeZone)
      var compiled: [CompiledCondition] = []
      for condition in conditions {
        do throws(RuleError) {
          compiled.append(try CompiledCondition(condition, at: now))
        } catch {
          throw EngineError.invalid(error.reason)
        }
      }
      var tally = ConditionTally(counts: compiled.map { _ in 0 })
      tally.isAll = try ValueAdvice.look(upTo: ValueAdvice.checkedUsers, in: session) { user in
        tally.users += 1
        for index in compiled.indices where compiled[index].matches(user) {
          tally.counts[index] += 1
        }
        return true
      }
      return tally
    }
  }
}
