public import Text

extension SchemaSet {
  /// Whether two values of an attribute say the same, so that there is nothing to change.
  ///
  /// Text is compared with regard to case only where the schema says so (unknown attributes:
  /// without, RFC 7643, section 2.2). Multi-valued attributes have no order. No value, null, empty
  /// text and empty lists are the same, and so are `true` and `"True"`. What servers add to an
  /// element by themselves is no difference: `$ref` and `display` at all, `type`, `primary: false`
  /// and `formatted` and read-only parts where only one side has them, `primary` of an only element.
  public func same(_ a: JSONValue?, _ b: JSONValue?, at path: AttributePath) -> Bool {
    Comparison.same(a, b, attribute(at: path))
  }
}

private enum Comparison {
  static func same(_ a: JSONValue?, _ b: JSONValue?, _ attribute: Attribute?) -> Bool {
    let a = assigned(a)
    let b = assigned(b)
    guard let a, let b else { return a == nil && b == nil }
    if a.array != nil || b.array != nil || attribute?.multiValued == true {
      return sameElements(elements(a), elements(b), attribute)
    }
    return sameSingle(a, b, attribute, alone: false)
  }

  /// The value without empty parts; `nil` where nothing is left.
  private static func assigned(_ value: JSONValue?) -> JSONValue? {
    guard let value, !value.isUnassigned else { return nil }
    if let array = value.array {
      let kept = array.compactMap { assigned($0) }
      return kept.isEmpty ? nil : .array(kept)
    }
    if let object = value.object {
      let kept = object.members.filter { assigned($0.value) != nil }
      return kept.isEmpty ? nil : .object(JSONObject(members: kept))
    }
    return value
  }

  private static func elements(_ value: JSONValue) -> [JSONValue] { value.array ?? [value] }

  /// Matches each element with one of the other side. Those that can match share a key, so that
  /// groups with many members are compared in one pass.
  private static func sameElements(
    _ a: [JSONValue], _ b: [JSONValue], _ attribute: Attribute?
  ) -> Bool {
    guard a.count == b.count else { return false }
    let alone = a.count == 1
    var rest: [String: [JSONValue]] = [:]
    for element in b { rest[key(element), default: []].append(element) }
    for element in a {
      let key = key(element)
      guard var candidates = rest[key],
        let index = candidates.firstIndex(where: { $0 == element })
          ?? candidates.firstIndex(where: { sameSingle(element, $0, attribute, alone: alone) })
      else { return false }
      candidates.remove(at: index)
      rest[key] = candidates
    }
    return true
  }

  /// The same for elements that may be the same; the value without regard to case.
  private static func key(_ element: JSONValue) -> String {
    element.part("value")?.scalarText?.lowercased() ?? ""
  }

  private static func sameSingle(
    _ a: JSONValue, _ b: JSONValue, _ attribute: Attribute?, alone: Bool
  ) -> Bool {
    switch (a, b) {
    case (.object(let first), .object(let second)):
      return sameParts(first, second, attribute, alone: alone)
    case (.object(let object), let scalar), (let scalar, .object(let object)):
      guard let value = object["value"] else { return false }
      let part = attribute?.subAttribute("value") ?? attribute
      return ScalarComparison.same(value, scalar, attribute: part)
    default: return ScalarComparison.same(a, b, attribute: attribute)
    }
  }

  private static func sameParts(
    _ a: JSONObject, _ b: JSONObject, _ attribute: Attribute?, alone: Bool
  ) -> Bool {
    let names = Set((a.members + b.members).map { $0.name.lowercased() })
    return names.allSatisfy { name in
      switch (name, a[name], b[name]) {
      case ("$ref", _, _), ("display", _, _): true
      case ("type", nil, _), ("type", _, nil), ("formatted", nil, _), ("formatted", _, nil): true
      case ("primary", let first, let second) where first == nil || second == nil:
        alone || (first ?? second)?.bool == false
      case (_, let first, let second):
        (first == nil || second == nil) && attribute?.subAttribute(name)?.mutability == .readOnly
          || same(first, second, attribute?.subAttribute(name))
      }
    }
  }
}
