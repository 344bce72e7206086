import Text
public import Provisioning
import SCIM

/// A user whom a rule matches, and what the rules come to for the user.
public struct AffectedUser: Sendable, Hashable {
  /// The user.
  public var user: DirectoryUser
  /// Whether the user has access to the app, so that the rule has an effect.
  public var hasAccess: Bool
  /// The groups that all rules together put the user into.
  public var groups: [String]
  /// Whether a reapply would change what is desired for the user.
  public var wouldChange: Bool
}

/// Whom the rules of an app affect, their tests and their order.
public struct AppRules: Sendable {
  let store: any Store
  let time: any TimeSource
  let actor: Actor

  /// Whom a rule matches now, saved or not yet saved.
  ///
  /// - Parameters:
  ///   - definition: the app with the rule in it, as it would be saved.
  ///   - rule: the rule's name.
  ///   - progress: gets how many users were looked at; what it throws ends the looking.
  ///   - each: gets them one by one, by key of the user.
  public func affected(
    _ definition: AppDefinition, rule name: String, progress: (Int) throws -> Void = { _ in },
    each: (AffectedUser) throws -> Void
  ) throws {
    try store.read { session in
      let walk = try RuleWalk(definition, in: session, now: time.now())
      let index = walk.rules.firstIndex { $0.name.lowercased() == name.lowercased() }
      guard let index else {
        throw EngineError.unknownRule(
          name, app: definition.name, known: definition.rules.map(\.name))
      }
      try walk.each(index..<index + 1, progress) { match in
        try each(
          AffectedUser(
            user: match.user, hasAccess: match.evaluation.outcome.hasAccess,
            groups: match.evaluation.desired?.groups.map(\.name) ?? [],
            wouldChange: match.wouldChange))
      }
    }
  }

  /// Moves a rule to another place; what it does then waits for reapply.
  ///
  /// - Parameter position: counted from 1.
  public func move(_ app: String, _ rule: String, to position: Int) throws -> AppDefinition {
    try store.write { session in
      var record = try session.existingApp(named: app)
      var rules = record.definition.rules
      guard let from = rules.firstIndex(where: { $0.name.lowercased() == rule.lowercased() }) else {
        throw EngineError.unknownRule(rule, app: record.name, known: rules.map(\.name))
      }
      guard (1...rules.count).contains(position) else {
        throw EngineError.invalid(
          "\(position) is no place among \(rules.count) rules; give one from 1 to \(rules.count)")
      }
      guard from != position - 1 else { return record.definition }
      rules.insert(rules.remove(at: from), at: position - 1)
      record.definition.rules = rules
      record.mappingVersion += 1
      try session.apps.save(record)
      try session.audit.add(
        at: time.now(), actor, "rule.move", record.name,
        ["rule": .string(rule), "position": .integer(Int64(position))])
      return record.definition
    }
  }
}
