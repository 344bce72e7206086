import SCIM

/// Where a rule or parameter gives an attribute of the app a value.
struct ValueTarget: Sendable {
  /// The place in words, as the beginning of a sentence: `title`, `rule Engineers: title`.
  let place: String
  let parameter: CompiledParameter
  /// Whether the path is written with its schema: then it is meant.
  let isWhole: Bool
  /// Whether it is new, or other than before; what was saved once is only warned of.
  let isNew: Bool
}

/// Where a rule or parameter reads an attribute of the directory.
struct ValueSource: Sendable, Hashable {
  let place: String
  let attribute: String
}

extension AppDefinition {
  /// Every value that the app's own parameters and rules give, beside the template's.
  ///
  /// - Parameter before: the app as it was saved; `nil` for a new one.
  func targets(before: AppDefinition?, schemas: SchemaSet) throws(EvaluatorError) -> [ValueTarget] {
    let known = Set(before?.parameters ?? [])
    let knownActions = Set(before?.rules.flatMap(\.then) ?? [])
    var targets: [ValueTarget] = []
    for parameter in parameters {
      targets.append(
        ValueTarget(
          place: parameter.path,
          parameter: try CompiledParameter(parameter.path, parameter.value, schemas: schemas),
          isWhole: parameter.path.lowercased().hasPrefix("urn:"),
          isNew: !known.contains(parameter)))
    }
    for rule in rules {
      for case .set(let path, let value) in rule.then {
        targets.append(
          ValueTarget(
            place: "rule \(rule.name): \(path)",
            parameter: try CompiledParameter(path, value, schemas: schemas),
            isWhole: path.lowercased().hasPrefix("urn:"),
            isNew: !knownActions.contains(.set(path: path, value: value))))
      }
    }
    return targets
  }

  /// Every attribute of the directory that conditions and group names read, and that templates do.
  func sources(of targets: [ValueTarget]) -> [ValueSource] {
    var sources = targets.flatMap { target in
      (target.parameter.template?.attributes ?? []).sorted().map {
        ValueSource(place: target.place, attribute: $0)
      }
    }
    for rule in rules {
      sources += rule.when.attributes.map {
        ValueSource(place: "rule \(rule.name)", attribute: $0)
      }
      for case .addToGroupsNamedBy(let attribute, _, _, _) in rule.then {
        sources.append(ValueSource(place: "rule \(rule.name)", attribute: attribute))
      }
    }
    var seen: Set<ValueSource> = []
    return sources.filter { seen.insert($0).inserted }
  }
}

extension Condition {
  /// The attributes of the directory that it reads.
  var attributes: [String] {
    switch self {
    case .all(let conditions), .any(let conditions): conditions.flatMap(\.attributes)
    case .attribute(let name, _): [name]
    case .role: []
    }
  }
}
