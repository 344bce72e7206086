import Provisioning

/// Finds the users that an app's rules match, under settings that need not be saved yet.
struct RuleWalk {
  /// A user that rules match, and the evaluation by all rules together.
  struct Match {
    var user: DirectoryUser
    /// The places of the rules that match, of those that were asked for.
    var rules: [Int]
    var evaluation: Evaluation
    /// Whether a reapply would change what is desired for the user.
    var wouldChange: Bool
  }

  private let session: any StoreSession
  private let context: PlanContext

  init(_ definition: AppDefinition, in session: any StoreSession, now: Double) throws {
    let key = definition.name.lowercased()
    let app = try session.apps.all().first { $0.name.lowercased() == key }
    var record = app ?? AppRecord(definition: definition)
    record.definition = definition
    self.session = session
    context = try PlanContext(record, in: session, now: now)
  }

  /// The rules, in their order.
  var rules: [CompiledRule] { context.evaluator.rules }

  /// Gives each user that at least one of some rules matches, by key of the user.
  ///
  /// - Parameter progress: gets how many users were looked at; what it throws ends the walk.
  func each(
    _ wanted: Range<Int>, _ progress: (Int) throws -> Void, _ body: (Match) throws -> Void
  ) throws {
    var after: UserID = 0
    var seen = 0
    while true {
      let page = try session.directory.users(
        after: after, search: "", role: nil, limit: StorePage.size)
      guard let last = page.last else { return }
      after = last.user.id
      let matching = page.map(\.user).compactMap { user in
        let rules = wanted.filter { self.rules[$0].condition.matches(user) }
        return rules.isEmpty ? nil : (user, rules)
      }
      try evaluate(matching, body)
      seen += page.count
      try progress(seen)
    }
  }

  private func evaluate(
    _ matching: [(user: DirectoryUser, rules: [Int])], _ body: (Match) throws -> Void
  ) throws {
    let ids = matching.map(\.user.id)
    let assignments = try session.assignments.assignments(context.app.id, ids)
    let pins = try context.hasPins ? session.runs.pins(context.app.id, users: ids) : [:]
    var references = ReferenceResolver(context.app.id, session)
    for (user, rules) in matching {
      let before = assignments[user.id]
      var evaluation = context.evaluation(
        of: StoredUser(user: user, isDeleted: false), pins[user.id] ?? [],
        held: before?.desired?.groups ?? [])
      if context.hasReferences, var desired = evaluation.desired {
        // What is stored holds the accounts, not the names.
        _ = try references.resolve(&desired)
        evaluation.desired = desired
      }
      let wouldChange =
        (before?.outcome ?? .noAccess) != evaluation.outcome
        || before?.desired != evaluation.desired
      try body(
        Match(user: user, rules: rules, evaluation: evaluation, wouldChange: wouldChange))
    }
  }
}
