/// Why a condition is true or false of one user: the condition in words, and that of its parts.
public struct ConditionTrace: Sendable, Hashable {
  /// The condition in words (`department is "Engineering"`, `has the role "Employees"`).
  public let text: String
  /// Whether it is true of the user.
  public let isTrue: Bool
  /// What the user has in the attribute, a list joined with a comma; the user's roles for a role;
  /// `nil` for `all` and `any`.
  public let actual: String?
  /// The traces of the conditions under `all` and `any`, every one of them.
  public let children: [ConditionTrace]
}

extension CompiledCondition {
  /// Why the condition is true or false of a user.
  public func explain(_ user: DirectoryUser) -> ConditionTrace {
    Self.trace(root, user)
  }

  private static func trace(_ node: Node, _ user: DirectoryUser) -> ConditionTrace {
    switch node {
    case .all(let nodes):
      let children = nodes.map { trace($0, user) }
      return ConditionTrace(
        text: nodes.isEmpty ? "everyone" : "all of", isTrue: children.allSatisfy(\.isTrue),
        actual: nil, children: children)
    case .any(let nodes):
      let children = nodes.map { trace($0, user) }
      return ConditionTrace(
        text: nodes.isEmpty ? "no one" : "any of", isTrue: children.contains(where: \.isTrue),
        actual: nil, children: children)
    case .attribute(let name, let comparison):
      let value = user.value(of: name)
      return ConditionTrace(
        text: "\(name) \(comparison.source.words)", isTrue: comparison.isTrue(of: value),
        actual: value.elements.joined(separator: ", "), children: [])
    case .role(let name):
      return ConditionTrace(
        text: "has the role \"\(name)\"", isTrue: user.holds(role: name),
        actual: user.roles.joined(separator: ", "), children: [])
    }
  }
}

extension Comparison {
  /// The comparison in words, as it follows an attribute's name (`is "Engineering"`).
  public var words: String {
    switch self {
    case .equals(let text): "is \"\(text)\""
    case .notEquals(let text): "is not \"\(text)\""
    case .contains(let text): "contains \"\(text)\""
    case .doesNotContain(let text): "does not contain \"\(text)\""
    case .startsWith(let text): "starts with \"\(text)\""
    case .endsWith(let text): "ends with \"\(text)\""
    case .matches(let pattern): "matches /\(pattern)/"
    case .doesNotMatch(let pattern): "does not match /\(pattern)/"
    case .isIn(let texts): "is one of " + texts.map { "\"\($0)\"" }.joined(separator: ", ")
    case .isEmpty(let wanted): wanted ? "is empty" : "is not empty"
    case .greaterThan(let bound): "is greater than \(bound)"
    case .lessThan(let bound): "is less than \(bound)"
    }
  }
}

extension Condition {
  /// The condition in words on one line, parts of `all` and `any` in parentheses.
  public var words: String { words(inside: false) }

  private func words(inside: Bool) -> String {
    switch self {
    case .all(let conditions):
      return Self.join(conditions, with: " and ", none: "everyone", inside: inside)
    case .any(let conditions):
      return Self.join(conditions, with: " or ", none: "no one", inside: inside)
    case .attribute(let name, let comparison): return "\(name) \(comparison.words)"
    case .role(let name): return "has the role \"\(name)\""
    }
  }

  private static func join(
    _ conditions: [Condition], with word: String, none: String, inside: Bool
  ) -> String {
    if conditions.isEmpty { return none }
    let text = conditions.map { $0.words(inside: conditions.count > 1) }.joined(separator: word)
    return inside && conditions.count > 1 ? "(\(text))" : text
  }
}
