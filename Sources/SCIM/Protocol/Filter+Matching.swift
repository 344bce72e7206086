public import Text

extension Filter {
  /// Whether a resource meets the filter.
  ///
  /// Text is compared with regard to case where the schemas say so; attributes that no schema has
  /// are compared without. `ne` and `not` are true where the attribute has no value; `gt` and its
  /// like are never true of truth values and binary data.
  public func matches(_ resource: JSONValue, schemas: SchemaSet) -> Bool {
    switch self {
    case .and(let filters): return filters.allSatisfy { $0.matches(resource, schemas: schemas) }
    case .or(let filters): return filters.contains { $0.matches(resource, schemas: schemas) }
    case .not(let filter): return !filter.matches(resource, schemas: schemas)
    case .present(let path): return resource.values(at: path).contains { !$0.isUnassigned }
    case .element(let path):
      guard let filter = path.filter else { return false }
      let attribute = schemas.attribute(at: path)
      let all = resource.attributeValue(at: path)?.elements(matching: nil) ?? []
      return all.contains { filter.matches(element: $0, of: attribute) }
    case .compare(let path, let comparison, let value):
      let attribute = schemas.attribute(at: path)
      let values = resource.values(at: path)
      return Self.compare(values, comparison, value, attribute: attribute)
    }
  }

  /// Whether an element of a multi-valued attribute meets the filter of a value path.
  func matches(element: JSONValue, of parent: Attribute?) -> Bool {
    switch self {
    case .and(let filters): return filters.allSatisfy { $0.matches(element: element, of: parent) }
    case .or(let filters): return filters.contains { $0.matches(element: element, of: parent) }
    case .not(let filter): return !filter.matches(element: element, of: parent)
    case .present(let path):
      return element.part(path.attribute).map { !$0.isUnassigned } ?? false
    case .element: return false
    case .compare(let path, let comparison, let value):
      let part = element.part(path.attribute)
      return Self.compare(
        part.map { $0.array ?? [$0] } ?? [], comparison, value,
        attribute: parent?.subAttribute(path.attribute))
    }
  }

  private static func compare(
    _ values: [JSONValue], _ comparison: Comparison, _ expected: JSONValue, attribute: Attribute?
  ) -> Bool {
    let valuePart = attribute?.subAttribute("value")
    let assigned = values.filter { !$0.isUnassigned }
    if expected == .null {
      return comparison == .equal ? assigned.isEmpty : comparison == .notEqual && !assigned.isEmpty
    }
    let wanted = comparison == .notEqual ? .equal : comparison
    let any = assigned.contains { value in
      guard let value = value.object == nil ? value : value["value"] else { return false }
      return holds(value, wanted, expected, attribute: valuePart ?? attribute)
    }
    return comparison == .notEqual ? !any : any
  }

  private static func holds(
    _ value: JSONValue, _ comparison: Comparison, _ expected: JSONValue, attribute: Attribute?
  ) -> Bool {
    switch comparison {
    case .equal, .notEqual: return ScalarComparison.same(value, expected, attribute: attribute)
    case .contains, .startsWith, .endsWith:
      guard let text = value.scalarText, let part = expected.scalarText else { return false }
      let exact = attribute?.caseExact ?? false
      return search(exact ? text : text.lowercased(), comparison, exact ? part : part.lowercased())
    case .greater, .greaterOrEqual, .less, .lessOrEqual:
      guard let order = ScalarComparison.order(value, expected, attribute: attribute) else {
        return false
      }
      switch comparison {
      case .greater: return order > 0
      case .greaterOrEqual: return order >= 0
      case .less: return order < 0
      default: return order <= 0
      }
    }
  }

  private static func search(_ text: String, _ comparison: Comparison, _ part: String) -> Bool {
    switch comparison {
    case .startsWith: text.hasPrefix(part)
    case .endsWith: text.hasSuffix(part)
    default: part.isEmpty || text.contains(part)
    }
  }
}
