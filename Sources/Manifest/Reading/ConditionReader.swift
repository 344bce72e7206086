import Provisioning
import Yams

/// Reads the condition of a rule.
struct ConditionReader {
  let nodes: NodeReader

  /// An operator as a file writes it.
  private enum Operator: String, CaseIterable {
    case equals = "is"
    case notEquals = "is_not"
    case contains
    case doesNotContain = "does_not_contain"
    case startsWith = "starts_with"
    case endsWith = "ends_with"
    case matches
    case doesNotMatch = "does_not_match"
    case isIn = "in"
    case isEmpty = "is_empty"
    case greaterThan = "greater_than"
    case lessThan = "less_than"
  }

  private static let kinds = ["all", "any", "attribute", "role"]
  private static let operators = Operator.allCases.map(\.rawValue)

  /// A condition under `when`, `all` or `any`.
  func condition(_ node: Node, depth: Int) -> Condition? {
    guard depth <= CompiledCondition.maximumDepth else {
      nodes.fail(
        node,
        "the conditions nest deeper than \(CompiledCondition.maximumDepth); "
          + "put them into several rules")
      return nil
    }
    if node.sequence != nil {
      nodes.fail(node, "a condition cannot be a list; write `all:` or `any:` before it")
      return nil
    }
    let keys = Self.kinds + Self.operators
    guard let fields = nodes.fields(node, of: "a condition", known: keys) else { return nil }
    let kinds = Self.kinds.filter { fields.names.contains($0) }
    guard kinds.count == 1, let kind = kinds.first, let value = fields[kind] else {
      // A misspelt key was named already.
      if kinds.count > 1 || fields.names.count == node.mapping?.count {
        nodes.fail(node, "a condition needs exactly one of `all`, `any`, `attribute` and `role`")
      }
      return nil
    }
    if kind == "attribute" { return comparison(value, fields) }
    for name in fields.names.sorted() where name != kind {
      nodes.fail(fields.key(name), "`\(name)` goes with `attribute`, not with `\(kind)`")
    }
    switch kind {
    case "all": return .all(conditions(value, of: "`all`", depth: depth))
    case "any": return .any(conditions(value, of: "`any`", depth: depth))
    default: return nodes.text(value, of: "`role`").map { .role($0) }
    }
  }

  private func conditions(_ node: Node, of what: String, depth: Int) -> [Condition] {
    nodes.elements(node, of: what, allowsNull: false).compactMap { condition($0, depth: depth + 1) }
  }

  private func comparison(_ node: Node, _ fields: NodeReader.Fields) -> Condition? {
    let name = nodes.text(node, of: "`attribute`")
    let operators = Operator.allCases.filter { fields.names.contains($0.rawValue) }
    guard operators.count == 1, let chosen = operators.first, let operand = fields[chosen.rawValue]
    else {
      let known = fields.node.mapping?.count == fields.names.count
      if operators.count > 1 || known {
        let count = operators.isEmpty ? "no operator" : "several operators"
        let all = Self.operators.map { "`\($0)`" }.joined(separator: ", ")
        nodes.fail(fields.node, "the condition has \(count); write one of \(all)")
      }
      return nil
    }
    guard let comparison = comparison(chosen, operand), let name else { return nil }
    do {
      _ = try CompiledComparison(comparison)
    } catch {
      nodes.fail(operand, of: "`\(chosen.rawValue)`", error)
    }
    return .attribute(name, comparison)
  }

  private func comparison(_ chosen: Operator, _ node: Node) -> Comparison? {
    let what = "`\(chosen.rawValue)`"
    switch chosen {
    case .isIn: return .isIn(nodes.texts(node, of: what, allowsNull: false))
    case .isEmpty: return nodes.bool(node, of: what).map { .isEmpty($0) }
    case .equals, .notEquals, .contains, .doesNotContain, .startsWith, .endsWith, .matches,
      .doesNotMatch, .greaterThan, .lessThan:
      return nodes.text(node, of: what, mayBeEmpty: true).map { Self.comparison(chosen, $0) }
    }
  }

  private static func comparison(_ chosen: Operator, _ text: String) -> Comparison {
    switch chosen {
    case .equals: .equals(text)
    case .notEquals: .notEquals(text)
    case .contains: .contains(text)
    case .doesNotContain: .doesNotContain(text)
    case .startsWith: .startsWith(text)
    case .endsWith: .endsWith(text)
    case .matches: .matches(text)
    case .doesNotMatch: .doesNotMatch(text)
    case .greaterThan: .greaterThan(text)
    case .lessThan: .lessThan(text)
    case .isIn: .isIn([text])
    case .isEmpty: .isEmpty(true)
    }
  }
}
