public import Text
public import SCIM

/// One app attribute with its value template, typed by the schema.
public struct CompiledParameter: Sendable, Hashable {
  /// Where the value goes.
  public let path: AttributePath
  /// The path as text, spelled as the schema spells it.
  public let text: String
  /// The value; `nil`: the attribute is left alone.
  public let template: ValueTemplate?
  /// What the schema says of the attribute; `nil` where it has no such attribute.
  public let attribute: Attribute?
  /// Whether the value names a user of whose account the app's id is sent.
  public let isAccountOf: Bool
  /// What paths are compared by.
  let key: String

  /// Compiles a parameter.
  public init(_ path: String, _ value: String?, isAccountOf: Bool = false, schemas: SchemaSet)
    throws(EvaluatorError)
  {
    self.isAccountOf = isAccountOf
    do {
      var canonical = schemas.canonical(try AttributePath(parsing: path))
      if isAccountOf, canonical.subAttribute == nil,
        schemas.attribute(at: canonical)?.type == .complex
      {
        canonical.subAttribute = "value"
      }
      self.path = canonical
    } catch {
      throw EvaluatorError(
        sentence: "the path \(path) is not a SCIM attribute path: \(error.reason); correct it")
    }
    do {
      template = try value.map { (text) throws(TemplateError) in try ValueTemplate(parsing: text) }
    } catch {
      throw EvaluatorError(sentence: "the value of \(path) cannot be read: \(error.description)")
    }
    text = self.path.description
    key = text.lowercased()
    attribute = schemas.attribute(at: self.path)
  }

  /// What is wrong with a value that is the same for everybody; `nil` where nothing is, or where it is
  /// no such value.
  public var constantProblem: String? {
    guard let template, template.isConstant, case .failure(let problem) = typed(template.source)
    else { return nil }
    return problem.sentence
  }

  /// What a user gets, in the type of the schema; `nil` for nothing.
  public func result(for user: DirectoryUser, on today: String) -> Result<JSONValue?, ValueProblem>
  {
    typed(template?.text(for: user, on: today) ?? "")
  }

  /// A text as the attribute's type wants it; `nil` for empty text.
  func typed(_ text: String) -> Result<JSONValue?, ValueProblem> {
    if text.isEmpty { return .success(nil) }
    guard let attribute else { return .success(.string(text)) }
    if attribute.multiValued && path.filter == nil && path.subAttribute == nil {
      return list(text, attribute)
    }
    let single =
      path.filter != nil && path.subAttribute == nil
      ? attribute.subAttribute("value") ?? attribute : attribute
    return scalar(text, single)
  }

  /// Several values stand in one text, separated by `;`.
  private func list(_ text: String, _ attribute: Attribute) -> Result<JSONValue?, ValueProblem> {
    var elements: [JSONValue] = []
    for part in text.split(separator: ";").map({ $0.trimmingSpaces }) where !part.isEmpty {
      guard attribute.type == .complex else {
        switch scalar(part, attribute) {
        case .success(let value): elements.append(value ?? .null)
        case .failure(let problem): return .failure(problem)
        }
        continue
      }
      elements.append(["value": .string(part)])
    }
    return .success(.array(elements))
  }

  private func scalar(_ text: String, _ attribute: Attribute) -> Result<JSONValue?, ValueProblem> {
    switch attribute.type {
    case .boolean:
      switch text.lowercased() {
      case "true", "yes", "1": return .success(true)
      case "false", "no", "0": return .success(false)
      default: return problem(text, "true or false")
      }
    case .integer:
      guard let value = Int64(text) else { return problem(text, "a whole number") }
      return .success(.integer(value))
    case .decimal:
      guard let value = Double(text), value.isFinite else { return problem(text, "a number") }
      return .success(.number(value))
    default: return .success(.string(text))
    }
  }

  private func problem(_ value: String, _ wanted: String) -> Result<JSONValue?, ValueProblem> {
    .failure(ValueProblem(path: text, kind: .wrongType(wanted: wanted), value: value))
  }
}

extension Substring {
  fileprivate var trimmingSpaces: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
