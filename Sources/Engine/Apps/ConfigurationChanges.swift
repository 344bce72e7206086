import Text
import Foundation
public import Provisioning
import SCIM

/// What applying a file changed, or would change.
public struct ApplyResult: Sendable {
  /// One line a difference, `app: what: from → to`.
  public var differences: [String] = []
  /// What may be wrong with parameters and rules that were saved, a sentence each.
  public var warnings: [String] = []
  /// What it came to for the users, in each app whose roles changed.
  public var apps: [EvaluationResult] = []

  /// Nothing.
  public init() {}
}

/// The settings of apps, directory, sources and notices, applied as a whole.
public struct ConfigurationChanges: Sendable {
  let store: any Store
  let time: any TimeSource
  let actor: Actor
  let rights: DecisionRights
  let evaluations: Evaluations

  /// Brings the apps to what a file says. The same file twice changes nothing.
  ///
  /// - Parameters:
  ///   - directory: what the file says of the directory as a whole.
  ///   - sources: the directory sources that it names.
  ///   - notify: who is told of what waits, where the file says so.
  ///   - prune: whether apps and sources that the file does not name are forgotten.
  ///   - dryRun: whether only the differences are found.
  public func apply(
    _ definitions: [AppDefinition], directory: DirectorySettings.Change = .init(),
    sources: [SourceDefinition] = [], notify: NotifySettings?? = nil, prune: Bool = false,
    dryRun: Bool = false
  ) throws -> ApplyResult {
    try rights.write(notingRefusalsOf: "app.apply", definitions.map(\.name).joined(separator: " "))
    { session in
      var result = ApplyResult()
      _ = try session.nested {
        try apply(directory, &result, in: session)
        try apply(sources, prune: prune, &result, in: session)
        try apply(notify: notify, &result, in: session)
        for definition in definitions { try apply(definition, &result, in: session) }
        if prune { try forget(allBut: definitions, &result, in: session) }
        return dryRun ? Void?.none : ()
      }
      return result
    }
  }

  /// Every app as a file says it.
  ///
  /// - Parameter name: only this app; `nil` for all.
  public func definitions(_ name: String? = nil) throws -> [AppDefinition] {
    try store.read { session in
      let apps = try name.map { [try session.existingApp(named: $0)] } ?? session.apps.all()
      return apps.map { app in
        var definition = app.definition
        definition.connection.enabled = app.isConnected
        return definition
      }
    }
  }

  func apply(
    _ definition: AppDefinition, _ result: inout ApplyResult, in session: any StoreSession
  ) throws {
    let before = try session.apps.all().first {
      $0.name.lowercased() == definition.name.lowercased()
    }
    var app = before ?? AppRecord(definition: definition)
    app.definition = definition
    app.definition.connection.enabled = nil
    var differences = try Self.differences(before?.definition, app.definition)
    if let enabled = definition.connection.enabled, enabled != before?.isConnected {
      app.isConnected = enabled
      app.api = APIStatus(
        state: enabled ? .enabled : .disabled,
        detail: enabled ? "enabled by the file, not tested yet" : "disabled by the file")
      differences.append(
        "connection.enabled: \(before.map { String($0.isConnected) } ?? "none") → \(enabled)")
    }
    guard !differences.isEmpty || before == nil else { return }
    if let before {
      try rights.check(
        toChange: before.definition.provisioning, to: definition.provisioning, of: before)
    }
    if let before, try Self.mapping(before.definition) != Self.mapping(app.definition) {
      app.mappingVersion += 1
    }
    if before?.definition.connection.baseURL != app.definition.connection.baseURL {
      app.memberDialect = nil
      app.replacesUsers = false
      app.learned = LearnedWays()
    }
    app.id = try session.apps.save(app)
    let context = try PlanContext(app, in: session, now: time.now())
    let hasOtherMatch = before?.definition.connection.match != app.definition.connection.match
    if try before.map({ try Self.mapping($0.definition) }) != Self.mapping(app.definition)
      || hasOtherMatch
    {
      result.warnings += try ValueAdvice.check(context, before: before?.definition, in: session)
    }
    result.differences += differences.map { "\(app.name): \($0)" }
    try session.audit.add(
      at: time.now(), actor, "app.apply", app.name,
      ["changes": .array(differences.prefix(50).map { .string($0) })])
    try notePolicy(before?.definition.provisioning, app, differences, in: session)
    try evaluateRoles(before, app, &result, in: session)
  }

  /// Whoever changes what is asked of whom stands in the audit as such.
  private func notePolicy(
    _ before: ProvisioningPolicy?, _ app: AppRecord, _ differences: [String],
    in session: any StoreSession
  ) throws {
    let after = app.definition.provisioning
    guard let before, !before.isAsStrict(as: after) else { return }
    let keys = ["provisioning.approvals", "provisioning.approve", "provisioning.limits"]
    let changes = differences.filter { line in keys.contains(where: line.hasPrefix) }
    try session.audit.add(
      at: time.now(), actor, before.isWeakened(by: after) ? "policy.weaken" : "policy.change",
      app.name, ["changes": .array(changes.map { .string($0) })])
  }

  /// A role that the app was given or lost changes who has access.
  private func evaluateRoles(
    _ before: AppRecord?, _ app: AppRecord, _ result: inout ApplyResult,
    in session: any StoreSession
  ) throws {
    guard app.definition.provisioning.enabled else { return }
    let old = Set(before?.definition.roles.map { $0.lowercased() } ?? [])
    let new = Set(app.definition.roles.map { $0.lowercased() })
    let changed = old.symmetricDifference(new).sorted()
    guard !changed.isEmpty else { return }
    for role in changed {
      let holders = try RoleChanges.holders(role, in: session)
      for start in stride(from: 0, to: holders.count, by: 10_000) {
        let page = holders[start..<min(start + 10_000, holders.count)]
        try session.assignments.markDirty(app.id, Array(page), by: actor.login)
      }
    }
    result.apps.append(try evaluations.evaluateChanged(app, in: session, by: actor.login))
  }

  private func forget(
    allBut definitions: [AppDefinition], _ result: inout ApplyResult, in session: any StoreSession
  ) throws {
    let named = Set(definitions.map { $0.name.lowercased() })
    for app in try session.apps.all() where !named.contains(app.name.lowercased()) {
      try rights.check(toChange: app.definition.provisioning, to: nil, of: app)
      try session.settings.save(nil, of: app.id)
      try session.apps.delete(app.id)
      result.differences.append("\(app.name): removed, with its tasks and what was known of it")
      try session.audit.add(at: time.now(), actor, "app.remove", app.name, [:])
    }
  }

  /// What decides over desired accounts; when it changes, users were evaluated under older rules.
  private static func mapping(_ definition: AppDefinition) throws -> [String] {
    let rules = definition.rules.map { rule in
      var rule = rule
      rule.tests = []
      return rule
    }
    let vendor = definition.vendor
    return [
      vendor.name, try json(vendor.parameters).text, vendor.required.joined(separator: " "),
      try json(definition.parameters).text, try json(rules).text,
    ]
  }

  private static func differences(_ before: AppDefinition?, _ after: AppDefinition) throws
    -> [String]
  {
    guard let before else { return ["new, at \(after.connection.baseURL)"] }
    var lines: [String] = []
    difference(try json(before), try json(after), "", &lines)
    // The name of another vendor says it; what all differs between the two is no news.
    if before.vendor.name != after.vendor.name { lines.removeAll { $0.hasPrefix("vendor") } }
    return lines
  }

  static func differences(_ before: SourceDefinition?, _ after: SourceDefinition) throws -> [String]
  {
    guard let before else { return ["new, at \(after.location)"] }
    var lines: [String] = []
    difference(try json(before), try json(after), "", &lines)
    return lines
  }

  private static func difference(
    _ before: JSONValue, _ after: JSONValue, _ path: String, _ lines: inout [String]
  ) {
    if before == after { return }
    let (before, after) = (before.withoutLabels, after.withoutLabels)
    if let old = before.object, let new = after.object {
      let names = Set((old.members + new.members).map(\.name)).sorted()
      for name in names {
        let inner = path.isEmpty ? name : "\(path).\(name)"
        difference(old[name] ?? .null, new[name] ?? .null, inner, &lines)
      }
    } else if let old = before.array, let new = after.array, old.count == new.count {
      for (index, pair) in zip(old, new).enumerated() {
        let name = pair.1["name"]?.string ?? pair.1["path"]?.string ?? String(index + 1)
        difference(pair.0, pair.1, "\(path)[\(name)]", &lines)
      }
    } else {
      let isPolicy = path.hasPrefix("provisioning.")
      lines.append(
        "\(path): \(short(before, naming: isPolicy)) → \(short(after, naming: isPolicy))")
    }
  }

  private static func short(_ value: JSONValue, naming: Bool) -> String {
    if value == .null { return "none" }
    // Of a policy, such as who may approve, the words are what matters.
    let words =
      naming ? value.array.map { "[\($0.compactMap(\.scalarText).joined(separator: ", "))]" } : nil
    let text = words ?? value.array.map { "\($0.count) entries" } ?? value.scalarText ?? value.text
    return text.count > 60 ? text.prefix(59) + "~" : text
  }

  private static func json(_ value: some Encodable) throws -> JSONValue {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return try JSONValue(parsing: encoder.encode(value))
  }
}

extension JSONValue {
  /// The value inside where this is the associated value of an enum's case, which has no name.
  fileprivate var withoutLabels: JSONValue {
    guard let object, object.count == 1 else { return self }
    return object["_0"] ?? self
  }
}
