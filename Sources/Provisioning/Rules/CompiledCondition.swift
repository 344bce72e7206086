/// A condition that is ready to be asked about many users: its regular expressions are compiled,
/// its texts folded, its numbers and dates read.
public struct CompiledCondition: Sendable, Hashable {
  indirect enum Node: Sendable, Hashable {
    case all([Node])
    case any([Node])
    case attribute(String, CompiledComparison)
    case role(String)
  }

  /// How deep `all` and `any` may nest.
  public static let maximumDepth = 32

  let root: Node
  /// The comparisons in it that depend on when it is.
  private let clocks: [Clock]

  private struct Clock: Sendable, Hashable {
    let attribute: String
    let comparison: CompiledComparison
  }

  /// Compiles a condition.
  ///
  /// - Parameters:
  ///   - rule: the name of the rule that it belongs to, for the error.
  ///   - time: when it is; `nil` where the condition is only checked: then what compares with `now` is
  ///     true of nobody.
  public init(_ condition: Condition, rule: String = "", at time: EvaluationTime? = nil)
    throws(RuleError)
  {
    root = try Self.node(condition, rule: rule, time, depth: 0)
    clocks = Self.clocks(root)
  }

  /// When the condition may come out otherwise for a user who stays as they are; `nil` for never.
  func changesAt(for user: DirectoryUser) -> Double? {
    var first: Double?
    for clock in clocks {
      let change = clock.comparison.changesAt(for: user.value(of: clock.attribute))
      if let change, change < first ?? .infinity { first = change }
    }
    return first
  }

  /// The attribute and the text that it must be, where the condition asks nothing else.
  var equality: (attribute: String, text: FoldedText)? { Self.equality(root) }

  private static func equality(_ node: Node) -> (attribute: String, text: FoldedText)? {
    switch node {
    case .all(let nodes), .any(let nodes):
      return nodes.count == 1 ? equality(nodes[0]) : nil
    case .attribute(let name, let comparison): return comparison.wantedText.map { (name, $0) }
    case .role: return nil
    }
  }

  /// Whether it depends on when it is.
  var readsClock: Bool { !clocks.isEmpty }

  private static func clocks(_ node: Node) -> [Clock] {
    switch node {
    case .all(let nodes), .any(let nodes): nodes.flatMap(clocks)
    case .attribute(let name, let comparison):
      comparison.readsClock ? [Clock(attribute: name, comparison: comparison)] : []
    case .role: []
    }
  }

  /// Whether the condition is true of a user.
  public func matches(_ user: DirectoryUser) -> Bool {
    Self.isTrue(root, user)
  }

  private static func isTrue(_ node: Node, _ user: DirectoryUser) -> Bool {
    switch node {
    case .all(let nodes): nodes.allSatisfy { isTrue($0, user) }
    case .any(let nodes): nodes.contains { isTrue($0, user) }
    case .attribute(let name, let comparison): comparison.isTrue(of: user.value(of: name))
    case .role(let name): user.holds(role: name)
    }
  }

  private static func node(
    _ condition: Condition, rule: String, _ time: EvaluationTime?, depth: Int
  ) throws(RuleError) -> Node {
    guard depth <= maximumDepth else {
      throw RuleError(
        rule: rule, reason: "its conditions nest deeper than \(maximumDepth)",
        advice: "put them into several rules")
    }
    switch condition {
    case .all(let conditions): return .all(try nodes(conditions, rule: rule, time, depth: depth))
    case .any(let conditions): return .any(try nodes(conditions, rule: rule, time, depth: depth))
    case .attribute(let name, let comparison):
      do {
        return .attribute(name, try CompiledComparison(comparison, at: time))
      } catch {
        throw RuleError(rule: rule, place: "the condition on `\(name)`", error)
      }
    case .role(let name): return .role(name)
    }
  }

  private static func nodes(
    _ conditions: [Condition], rule: String, _ time: EvaluationTime?, depth: Int
  ) throws(RuleError) -> [Node] {
    var nodes: [Node] = []
    for condition in conditions {
      nodes.append(try node(condition, rule: rule, time, depth: depth + 1))
    }
    return nodes
  }
}
