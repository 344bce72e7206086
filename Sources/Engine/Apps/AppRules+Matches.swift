public import Provisioning

extension AppRules {
  /// For each rule, saved or not yet saved: how many users it matches, and for how many of them a
  /// reapply would change what is desired.
  ///
  /// - Parameter progress: gets how many users were looked at; what it throws ends the counting.
  public func matches(_ definition: AppDefinition, progress: (Int) throws -> Void) throws
    -> [String: (matches: Int, changes: Int)]
  {
    try store.read { session in
      let key = definition.name.lowercased()
      let app = try session.apps.all().first { $0.name.lowercased() == key }
      var record = app ?? AppRecord(definition: definition)
      record.definition = definition
      let context = try PlanContext(record, in: session, now: time.now())
      let rules = context.evaluator.rules
      var counts = rules.map { _ in (matches: 0, changes: 0) }
      var after: UserID = 0
      var seen = 0
      while true {
        let page = try session.directory.users(
          after: after, search: "", role: nil, limit: StorePage.size)
        guard let last = page.last else { break }
        after = last.user.id
        let assignments = try session.assignments.assignments(record.id, page.map(\.user.id))
        let pins =
          try context.hasPins ? session.runs.pins(record.id, users: page.map(\.user.id)) : [:]
        var references = ReferenceResolver(record.id, session)
        for user in page.map(\.user) {
          let matching = rules.indices.filter { rules[$0].condition.matches(user) }
          guard !matching.isEmpty else { continue }
          let before = assignments[user.id]
          var evaluation = context.evaluation(
            of: StoredUser(user: user, isDeleted: false), pins[user.id] ?? [],
            held: before?.desired?.groups ?? [])
          if var desired = evaluation.desired {
            _ = try references.resolve(&desired)
            evaluation.desired = desired
          }
          let isOther =
            (before?.outcome ?? .noAccess) != evaluation.outcome
            || before?.desired != evaluation.desired
          for index in matching {
            counts[index].matches += 1
            counts[index].changes += isOther ? 1 : 0
          }
        }
        seen += page.count
        try progress(seen)
      }
      return Dictionary(
        zip(rules.map(\.name), counts).map { ($0, $1) }, uniquingKeysWith: { first, _ in first })
    }
  }
}
