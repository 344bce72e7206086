import Text
public import SCIM

/// What is wrong with the parameters and rules of an app, or may be, before they file anything: checked
/// against the app's schema and against the people of the directory. It keeps nothing of them but
/// counts and the names of their attributes.
public struct ValueCheck: Sendable {
  /// What was found.
  public enum Finding: Sendable, Hashable {
    /// It cannot be meant: nothing is saved.
    case error(String)
    /// It may be meant.
    case warning(String)
  }

  private let schemas: SchemaSet
  private let schemasAreOwn: Bool
  private let offers: [OfferedValues]
  private let targets: [ValueTarget]
  private let sources: [ValueSource]
  /// What finds an account that is there already, where the app says so.
  private let match: [MatchAttribute]
  /// The targets whose values have a type that text may miss, by their place among the targets.
  private let typed: [Int]
  private let roles: [String]
  private let today: String
  private var failures: [Int: Failures] = [:]
  private var names = AttributeNames()
  private var users = 0

  private struct Failures: Sendable {
    var count = 0
    var example = ""
    var usernames: [String] = []
  }

  /// A check of an app.
  ///
  /// - Parameters:
  ///   - before: the app as it was saved; `nil` for a new one.
  ///   - schemasAreOwn: whether the schemas were read from the app, and are not those of RFC 7643.
  ///   - offers: the values that the app takes, where it says so.
  public init(
    _ app: AppDefinition, before: AppDefinition?, schemas: SchemaSet, schemasAreOwn: Bool,
    offers: [OfferedValues] = [], at time: EvaluationTime
  ) throws(EvaluatorError) {
    self.schemas = schemas
    self.schemasAreOwn = schemasAreOwn
    self.offers = offers
    targets = try app.targets(before: before, schemas: schemas)
    sources = app.sources(of: targets)
    match = (app.connection.match ?? []).map { MatchAttribute($0) }
    roles = app.roles
    today = time.todayText
    typed = targets.indices.filter { [targets] index in
      let parameter = targets[index].parameter
      guard let template = parameter.template, !template.isConstant else { return false }
      return parameter.hasStrictType
    }
  }

  /// Whether the people of the directory can tell more.
  public var wantsUsers: Bool {
    !typed.isEmpty || sources.contains { !DirectoryUser.isKnown(attribute: $0.attribute) }
  }

  /// What can be said without the directory.
  public func findings() -> [Finding] {
    targets.flatMap { target in
      [schemaFinding(target), constantFinding(target), offerFinding(target)].compactMap { $0 }
    } + match.compactMap(matchFinding)
  }

  /// Looks at a user of the directory.
  public mutating func look(at user: DirectoryUser) {
    users += 1
    names.take(user.attributes.keys)
    guard !typed.isEmpty, roles.contains(where: user.holds) else { return }
    for index in typed {
      guard let text = targets[index].parameter.template?.text(for: user, on: today),
        case .failure = targets[index].parameter.typed(text)
      else { continue }
      var failed = failures[index] ?? Failures()
      failed.count += 1
      if failed.usernames.isEmpty { failed.example = text }
      if failed.usernames.count < 3 { failed.usernames.append(user.username) }
      failures[index] = failed
    }
  }

  /// What the users who were looked at showed.
  ///
  /// - Parameter isAll: whether these were all there are.
  public func directoryFindings(isAll: Bool) -> [Finding] {
    let scope = isAll ? "" : " (of the first \(users))"
    let wrong = failures.sorted { $0.key < $1.key }.map { index, failed in
      let target = targets[index]
      let more = failed.count > failed.usernames.count ? ", …" : ""
      let people = failed.count == 1 ? "1 user" : "\(failed.count) users"
      return Finding.warning(
        "\(target.place) is \(target.parameter.wantedType), and the value is not for \(people)\(scope): "
          + "\(failed.usernames.joined(separator: ", "))\(more) (\(failed.example.cut(toBytes: 40).quotedForPeople)); "
          + "nothing is sent for them")
    }
    return wrong + sources.compactMap { attributeFinding($0, isAll: isAll) }
  }

  // MARK: One thing at a time

  /// A name that nobody has may be one of a column that comes later: it is only warned of. Where the
  /// directory is empty, only a name that is nearly a known one is.
  private func attributeFinding(_ source: ValueSource, isAll: Bool) -> Finding? {
    guard !DirectoryUser.isKnown(attribute: source.attribute), !names.has(source.attribute) else {
      return nil
    }
    let near = names.nearest(to: source.attribute)
    if users == 0 && near == nil { return nil }
    let who = isAll ? "nobody in the directory" : "none of the first \(users) users"
    let advice = near.map { "did you mean \($0)?" } ?? "add it, or correct the name"
    return .warning(
      "\(source.place): \(who) has \(source.attribute.quotedForPeople); \(advice)")
  }

  private func schemaFinding(_ target: ValueTarget) -> Finding? {
    let parameter = target.parameter
    guard parameter.template != nil else { return nil }
    if let attribute = parameter.attribute {
      guard attribute.mutability == .readOnly else { return nil }
      return .warning("\(target.place): only the app itself sets it; use null to leave it alone")
    }
    let sentence = unknown(parameter.text, parameter.path, at: target.place)
    // A name with its schema is meant; an app may keep more than it shows.
    if schemasAreOwn, target.isNew, !target.isWhole {
      let urn = schemas.schemas.first?.id ?? ""
      return .error("\(sentence) \(urn):\(parameter.text) is sent all the same")
    }
    return .warning(sentence)
  }

  /// An attribute that no account has finds nobody.
  private func matchFinding(_ attribute: MatchAttribute) -> Finding? {
    let path = attribute.path
    guard schemas.attribute(at: path) == nil else { return nil }
    return .warning(unknown(attribute.text, path, at: "match"))
  }

  private func unknown(_ text: String, _ path: AttributePath, at place: String) -> String {
    let near = schemas.nearestPath(to: path)
    let whose = schemasAreOwn ? "the app's schema" : "the schema of RFC 7643"
    let advice = near.map { "did you mean \($0)?" } ?? "correct the name."
    return "\(place): \(whose) has no \(text.quotedForPeople); \(advice)"
  }

  /// A constant that is not among the values which the app says it takes.
  private func offerFinding(_ target: ValueTarget) -> Finding? {
    guard let template = target.parameter.template, template.isConstant,
      let unknown = offers.unknown(template.source, at: target.parameter.path)
    else { return nil }
    let near = nearestName(to: unknown.value, in: unknown.known)
    let some = unknown.known.prefix(5).joined(separator: ", ")
    let rest = unknown.known.count > 5 ? ", …" : ""
    return .warning(
      "\(target.place): the app does not know \(unknown.value.quotedForPeople); "
        + (near.map { "did you mean \($0)?" } ?? "it knows \(some)\(rest)")
        + " (usher entitlements refresh reads what it knows)")
  }

  private func constantFinding(_ target: ValueTarget) -> Finding? {
    guard let problem = target.parameter.constantProblem else { return nil }
    let sentence = "\(target.place): \(problem)"
    return target.isNew ? .error(sentence) : .warning(sentence)
  }
}

extension CompiledParameter {
  /// Whether the attribute takes only some texts.
  var hasStrictType: Bool { wantedType != "text" }

  /// What the attribute takes, in words.
  var wantedType: String {
    let part =
      path.filter != nil && path.subAttribute == nil ? attribute?.subAttribute("value") : nil
    switch (part ?? attribute)?.type {
    case .boolean: return "true or false"
    case .integer: return "a whole number"
    case .decimal: return "a number"
    case .string, .dateTime, .reference, .binary, .complex, nil: return "text"
    }
  }
}
