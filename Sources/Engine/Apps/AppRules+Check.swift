public import Provisioning

/// What the tests of an app's rules came to.
public struct RuleCheckReport: Sendable {
  /// The tests, in order.
  public var findings: [RuleCheck.Finding]
  /// Rules that match nobody, and rules that a later one always overrides.
  public var warnings: [String]
}

extension AppRules {
  /// Runs the tests of an app's rules, without a network.
  ///
  /// - Parameter definitions: a file's apps that are not applied; `nil` for the saved rules.
  public func check(_ definitions: [AppDefinition]?, app name: String) throws
    -> RuleCheckReport
  {
    try store.read { session in
      let saved = try session.apps.all().first { $0.name.lowercased() == name.lowercased() }
      let given = definitions?.first { $0.name.lowercased() == name.lowercased() }
      guard let definition = definitions == nil ? saved?.definition : given else {
        let known = try definitions?.map(\.name) ?? session.apps.all().map(\.name)
        throw EngineError.unknownApp(name, known: known)
      }
      var record = saved ?? AppRecord(definition: definition)
      record.definition = definition
      let context = try PlanContext(record, in: session, now: time.now())
      let check = RuleCheck(context.evaluator)
      let overridden = check.overridden().map {
        "rule \($0.rule) does nothing: rule \($0.by) always overrides it"
      }
      return RuleCheckReport(
        findings: check.findings(),
        warnings: try unmatched(context.evaluator, in: session) + overridden)
    }
  }

  /// How many users were evaluated under older rules, parameters or another template.
  public func staleCount(_ app: String) throws -> Int {
    try store.read { try $0.assignments.staleCount(try $0.existingApp(named: app).id) }
  }

  /// Rules that match neither a user of the directory nor an example.
  private func unmatched(_ evaluator: Evaluator, in session: any StoreSession) throws -> [String] {
    var open = try session.directory.userCount() > 0 ? evaluator.rules : []
    var after: UserID = 0
    while !open.isEmpty {
      let page = try session.directory.users(
        after: after, search: "", role: nil, limit: StorePage.size)
      guard let last = page.last else { break }
      after = last.user.id
      open.removeAll { rule in page.contains { rule.condition.matches($0.user) } }
    }
    return open.map { "rule \($0.name) matches nobody in the directory" }
  }
}
