import Text

/// Holds the rules of an app against the examples of its file, without a directory or a network.
public struct RuleCheck: Sendable {
  /// What one example came to.
  public struct Finding: Sendable, Hashable {
    /// The rule under which the example stands.
    public var rule: String
    /// Its place under the rule, counted from 1.
    public var number: Int
    /// What is not as the example says; empty where all is.
    public var problems: [String]
  }

  private let evaluator: Evaluator

  /// A check of these rules.
  public init(_ evaluator: Evaluator) {
    self.evaluator = evaluator
  }

  /// Runs every example.
  public func findings() -> [Finding] {
    evaluator.app.rules.flatMap { rule in
      rule.tests.enumerated().map { index, test in
        Finding(rule: rule.name, number: index + 1, problems: problems(test))
      }
    }
  }

  /// Rules that do nothing, because a later one sets everything again for everyone that they match:
  /// found where both have the same conditions, or the later one matches everyone.
  public func overridden() -> [(rule: String, by: String)] {
    let rules = evaluator.app.rules
    return rules.indices.compactMap { index in
      let later = rules[(index + 1)...].first { later in
        (later.when == rules[index].when || later.when == .all([]))
          && !rules[index].then.isEmpty
          && rules[index].then.allSatisfy { $0.isOverridden(by: later.then) }
      }
      return later.map { (rules[index].name, $0.name) }
    }
  }

  private func problems(_ test: RuleTest) -> [String] {
    var attributes = test.user
    let username = attributes.removeValue(forKey: "username") ?? "example"
    let status = attributes.removeValue(forKey: "status").flatMap(UserStatus.init) ?? .active
    let user = DirectoryUser(
      username: username, status: status, attributes: attributes, roles: test.roles.sorted())
    let evaluation = evaluator.evaluate(user)
    // An example need not have every value that the app requires: rules are tested, not data.
    let hasAccess = evaluation.outcome.hasAccess && evaluation.outcome != .excluded
    var problems: [String] = []
    if let wanted = test.provisioned, wanted != hasAccess {
      problems.append(
        wanted
          ? "\(username) should have an account, and has none: \(evaluation.outcome.rawValue) \(evaluation.detail)"
          : "\(username) should have no account, and has one")
    }
    if let wanted = test.groups {
      problems += groupProblems(
        username, wanted, hasAccess ? evaluation.desired?.groups ?? [] : [])
    }
    for (path, value) in test.attributes.sorted(by: { $0.key < $1.key }) {
      let held = evaluation.desired?.value(at: path)?.scalarText
      if held != value {
        problems.append(
          "\(path) of \(username) is \(held.map { "'\($0)'" } ?? "not set"), not \(value.map { "'\($0)'" } ?? "unset")"
        )
      }
    }
    return problems
  }

  private func groupProblems(_ user: String, _ wanted: [String], _ groups: [DesiredGroup])
    -> [String]
  {
    let wantedKeys = Set(wanted.map { $0.lowercased() })
    let keys = Set(groups.map(\.key))
    let lacking = wanted.filter { !keys.contains($0.lowercased()) }
    let extra = groups.filter { !wantedKeys.contains($0.key) }.map(\.name)
    return lacking.map { "\(user) should be in \($0), and is not" }
      + extra.map { "\(user) is in \($0), and should not be" }
  }
}

extension RuleAction {
  fileprivate func isOverridden(by later: [RuleAction]) -> Bool {
    guard case .set(let path, _) = self else { return false }
    return later.contains { action in
      if case .set(let other, _) = action { return other.lowercased() == path.lowercased() }
      return false
    }
  }
}
