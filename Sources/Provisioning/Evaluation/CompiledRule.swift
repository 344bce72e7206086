public import SCIM

/// A rule that can be applied: its expressions compiled.
public struct CompiledRule: Sendable, Hashable {
  /// The name.
  public let name: String
  /// Which users it matches.
  public let condition: CompiledCondition
  let actions: [CompiledAction]

  /// Compiles a rule.
  ///
  /// - Parameter time: when it is; `nil` where the rule is only checked: then what compares with `now`
  ///   is true of nobody.
  public init(_ rule: Rule, schemas: SchemaSet, at time: EvaluationTime? = nil)
    throws(EvaluatorError)
  {
    name = rule.name
    var actions: [CompiledAction] = []
    do {
      condition = try CompiledCondition(rule.when, rule: rule.name, at: time)
    } catch {
      throw EvaluatorError(sentence: error.description)
    }
    for action in rule.then { actions.append(try Self.compile(action, rule.name, schemas)) }
    self.actions = actions
  }

  /// Whether a value that it sets tells what day it is.
  var readsToday: Bool {
    actions.contains { action in
      if case .set(let parameter) = action { parameter.template?.readsToday == true } else { false }
    }
  }

  /// The paths to which it gives values.
  var paths: [String] {
    actions.compactMap { action in
      if case .set(let parameter) = action { parameter.text } else { nil }
    }
  }

  private static func compile(_ action: RuleAction, _ rule: String, _ schemas: SchemaSet)
    throws(EvaluatorError) -> CompiledAction
  {
    switch action {
    case .addToGroup(let name, let create): return .addToGroup(name: name, create: create)
    case .addToGroupsNamedBy(let attribute, let matching, let name, let create):
      do {
        let naming = try GroupNaming(
          attribute: attribute, matching: matching, name: name, rule: rule)
        return .addToGroupsNamedBy(naming, create: create)
      } catch {
        throw EvaluatorError(sentence: error.description)
      }
    case .set(let path, let value):
      do {
        return .set(try CompiledParameter(path, value, schemas: schemas))
      } catch {
        throw EvaluatorError(sentence: "rule \(rule): \(error.sentence)")
      }
    case .doNotProvision: return .doNotProvision
    }
  }
}

enum CompiledAction: Sendable, Hashable {
  case addToGroup(name: String, create: Bool)
  case addToGroupsNamedBy(GroupNaming, create: Bool)
  case set(CompiledParameter)
  case doNotProvision
}
