import Provisioning
import Testing

/// How a decision is asked for, at every door.
@Suite struct DecisionWeightTests {
  @Test(
    arguments: [
      (DecisionWeight(tasks: 1, destructive: 0), false, .none),
      (DecisionWeight(tasks: 2, destructive: 0), false, .confirm),
      (DecisionWeight(tasks: 1, destructive: 0, members: 1), false, .none),
      (DecisionWeight(tasks: 1, destructive: 0, members: 2), false, .confirm),
      (DecisionWeight(tasks: 1, destructive: 1), false, .confirm),
      (DecisionWeight(tasks: 1, destructive: 1), true, .number(1)),
      (DecisionWeight(tasks: 9, destructive: 3), true, .number(3)),
      (DecisionWeight(tasks: 9, destructive: 0), true, .confirm),
      (DecisionWeight(tasks: 9, destructive: 0, members: 9, isByName: true), false, .none),
      (DecisionWeight(tasks: 9, destructive: 1, isByName: true), false, .confirm),
      (DecisionWeight(tasks: 9, destructive: 2, isByName: true), true, .number(2)),
    ] as [(DecisionWeight, Bool, DecisionWeight.Question)])
  func howItIsAsked(
    _ row: (weight: DecisionWeight, isOver: Bool, question: DecisionWeight.Question)
  ) {
    #expect(row.weight.question(isOverLimit: row.isOver) == row.question)
  }

  @Test func theNumberIsAskedAboveTheLimitOnly() {
    let limits = SafetyLimits(deletions: 4, share: 0.5)
    #expect(!limits.asksNumber(for: 4, of: 100) && limits.asksNumber(for: 5, of: 100))
    #expect(!limits.asksNumber(for: 3, of: 6) && limits.asksNumber(for: 4, of: 6))
    #expect(!limits.asksNumber(for: 0, of: 0))
  }
}
