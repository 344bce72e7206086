import Text
public import SCIM

/// The parameters and rules of one app, compiled once, and asked for any number of users: what
/// should this user's account be, and why?
public struct Evaluator: Sendable {
  /// The app's settings.
  public let app: AppDefinition
  /// The schemas by which values are typed.
  public let schemas: SchemaSet
  /// The parameters of the template and the app, merged, each path once.
  public let parameters: [CompiledParameter]
  /// The rules in order.
  public let rules: [CompiledRule]
  private let matching: RuleMatching
  /// When it is.
  public let time: EvaluationTime
  /// The paths of what must have a value.
  private let required: [String]
  /// The conditions that depend on when it is.
  private let clocks: [CompiledCondition]
  /// When the day is another one, where a value tells what day it is.
  private let tomorrow: Double?
  private let todayText: String

  /// Compiles an app's parameters and rules for one moment.
  ///
  /// - Throws: `EvaluatorError`, which names the parameter or rule that cannot be used.
  public init(
    _ app: AppDefinition, schemas: SchemaSet, at time: EvaluationTime
  ) throws(EvaluatorError) {
    self.app = app
    self.schemas = schemas
    self.time = time
    parameters = try Self.merge(app.vendor.parameters, app.parameters, schemas)
    var rules: [CompiledRule] = []
    for rule in app.rules { rules.append(try CompiledRule(rule, schemas: schemas, at: time)) }
    self.rules = rules
    matching = RuleMatching(rules)
    clocks = rules.map(\.condition).filter(\.readsClock)
    let readsToday =
      parameters.contains { $0.template?.readsToday == true } || rules.contains(where: \.readsToday)
    tomorrow = readsToday ? time.start(ofDay: time.today + 1) : nil
    todayText = time.todayText
    var required = (schemas.schemas.first?.attributes ?? [])
      .filter { $0.required && $0.mutability != .readOnly }
      .map { AttributePath(attribute: $0.name) }
    for path in app.vendor.required {
      if let path = AttributePath.known(path) { required.append(path) }
    }
    self.required = required.map(\.description)
  }

  /// The paths to which the parameters and rules give values.
  public var paths: Set<String> {
    Set(parameters.map(\.text)).union(rules.flatMap(\.paths))
  }

  /// What the account of a user should be.
  ///
  /// - Parameter isDeleted: whether the user was deleted in the directory.
  public func evaluate(_ user: DirectoryUser, isDeleted: Bool = false) -> Evaluation {
    if isDeleted { return Evaluation(outcome: .deleted) }
    guard app.roles.contains(where: user.holds) else { return Evaluation(outcome: .noAccess) }
    let employment = Employment(user, at: time)
    var problems: [ValueProblem] = []
    switch employment.phase {
    case .present: break
    case .unclear(let problem): problems.append(ValueProblem(path: "", kind: .unclear(problem)))
    case .notStarted:
      return Evaluation(
        outcome: .notStarted, detail: user.attributes["starts_on"] ?? "",
        changesAt: employment.changesAt)
    case .left:
      return Evaluation(
        outcome: .left, detail: user.attributes["ends_on"] ?? "", changesAt: employment.changesAt)
    }
    var evaluation = evaluate(user, problems)
    evaluation.changesAt = changesAt(for: user, employment)
    return evaluation
  }

  /// What parameters, rules and status come to for a user who has access now.
  private func evaluate(_ user: DirectoryUser, _ found: [ValueProblem]) -> Evaluation {
    var draft = Draft(parameters: parameters)
    var excluded: String?
    matching.forEach(of: rules, for: user) { rule in
      excluded = draft.apply(rule, to: user)
      return excluded == nil
    }
    if let excluded { return Evaluation(outcome: .excluded, detail: excluded) }
    var (account, problems) = draft.account(for: user, on: todayText)
    problems = found + problems
    let empty = required.filter { path in
      // What cannot be computed is not missing as well.
      account.value(at: path) == nil && !problems.contains { $0.path.isSame(as: path) }
    }
    problems += empty.map { ValueProblem(path: $0, kind: .empty) }
    if user.status == .suspended {
      // Nothing is emptied that the app requires.
      let names = Set(empty.map { $0.lowercased() })
      account.attributes.removeAll { $0.value == nil && names.contains($0.path.lowercased()) }
      account.active = false
      return Evaluation(outcome: .suspended, desired: account)
    }
    if !problems.isEmpty {
      return Evaluation(
        outcome: .incomplete, detail: problems.map(\.sentence).joined(separator: ", "),
        desired: account, problems: problems)
    }
    return Evaluation(outcome: .assigned, desired: account)
  }

  /// When the result may differ although nothing of the user changes: the first of the days to start
  /// and to leave, of the comparisons with `now`, and of midnight where a value tells the day.
  private func changesAt(for user: DirectoryUser, _ employment: Employment) -> Double? {
    var first = employment.changesAt ?? .infinity
    if let tomorrow { first = min(first, tomorrow) }
    for condition in clocks {
      if let change = condition.changesAt(for: user) { first = min(first, change) }
    }
    return first == .infinity ? nil : first
  }

  private static func merge(
    _ defaults: [Parameter], _ own: [Parameter], _ schemas: SchemaSet
  ) throws(EvaluatorError) -> [CompiledParameter] {
    var merged: [CompiledParameter] = []
    for parameter in defaults + own {
      let compiled = try CompiledParameter(
        parameter.path, parameter.value, isAccountOf: parameter.isAccountOf, schemas: schemas)
      merged.put(compiled)
    }
    return merged
  }
}

/// What the account of a user should be, and why.
public struct Evaluation: Sendable, Hashable {
  /// Whether the user should have an account.
  public var outcome: Outcome
  /// The rule or the attributes that the outcome refers to.
  public var detail: String
  /// What the account should be. Also there where a value is missing, for a look at it, and for a
  /// suspended user, inactive.
  public var desired: DesiredAccount?
  /// The next moment at which it may come out otherwise although nothing changes but the time, in
  /// seconds since 1970; `nil` for never.
  public var changesAt: Double?
  /// What cannot be computed, where the outcome is `.incomplete`.
  public var problems: [ValueProblem]

  /// An evaluation.
  public init(
    outcome: Outcome, detail: String = "", desired: DesiredAccount? = nil,
    problems: [ValueProblem] = [], changesAt: Double? = nil
  ) {
    self.outcome = outcome
    self.detail = detail
    self.desired = desired
    self.changesAt = changesAt
    self.problems = problems
  }
}

/// Why an app's parameters or rules cannot be used.
public struct EvaluatorError: Error, Sendable, Hashable {
  /// What is wrong where, and what to do.
  public let sentence: String

  /// An error.
  public init(sentence: String) { self.sentence = sentence }
}

/// The account of one user while rules are applied to it.
private struct Draft {
  var parameters: [CompiledParameter]
  var groups: [DesiredGroup] = []

  /// Applies a rule that matches.
  ///
  /// - Returns: the rule's name where it says: do not provision.
  mutating func apply(_ rule: CompiledRule, to user: DirectoryUser) -> String? {
    for action in rule.actions {
      switch action {
      case .addToGroup(let name, let create): add(name, create, rule.name)
      case .addToGroupsNamedBy(let naming, let create):
        for name in naming.groups(for: user) { add(name, create, rule.name) }
      case .set(let parameter): parameters.put(parameter)
      case .doNotProvision: return rule.name
      }
    }
    return nil
  }

  private mutating func add(_ name: String, _ create: Bool, _ rule: String) {
    let group = DesiredGroup(name: name, create: create, rule: rule)
    if let index = groups.firstIndex(where: { $0.key == group.key }) {
      groups[index].create = groups[index].create || create
    } else {
      groups.append(group)
    }
  }

  func account(for user: DirectoryUser, on today: String) -> (DesiredAccount, [ValueProblem]) {
    var account = DesiredAccount(groups: groups)
    var problems: [ValueProblem] = []
    for parameter in parameters {
      guard let template = parameter.template else { continue }
      if parameter.isAccountOf {
        let text = template.text(for: user, on: today)
        account.attributes.append(
          DesiredAttribute(
            path: parameter.text, value: nil, accountOf: text.isEmpty ? nil : text))
        continue
      }
      switch parameter.typed(template.text(for: user, on: today)) {
      case .success(let value):
        account.attributes.append(DesiredAttribute(path: parameter.text, value: value))
      case .failure(let problem): problems.append(problem)
      }
    }
    return (account, problems)
  }
}

extension [CompiledParameter] {
  /// Puts a parameter in the place of the one with the same path, or at the end.
  fileprivate mutating func put(_ parameter: CompiledParameter) {
    if let index = firstIndex(where: { $0.key == parameter.key }) {
      self[index] = parameter
    } else {
      append(parameter)
    }
  }
}
