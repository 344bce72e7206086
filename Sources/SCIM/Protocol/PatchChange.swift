import Text

/// What one operation makes of one attribute's value.
struct PatchChange {
  let path: AttributePath
  let attribute: Attribute?
  let old: JSONValue?

  private var isMultiValued: Bool { attribute?.multiValued ?? (old?.array != nil) }
  private var elements: [JSONValue] { old?.elements(matching: nil) ?? [] }

  // MARK: Add and replace

  /// The attribute's value after an `add` or a `replace`.
  func written(_ value: JSONValue, replacing: Bool) throws(SCIMFailure) -> JSONValue? {
    if let filter = path.filter {
      return try writtenThrough(filter, value, replacing: replacing)
    }
    if isMultiValued { return try writtenToAll(value, replacing: replacing) }
    guard let name = path.subAttribute else {
      let new = try coercion(value)
      guard attribute?.type == .complex || attribute == nil, let parts = new.object,
        let before = old?.object
      else { return new }
      return .object(before.overwritten(with: parts))
    }
    var object = old?.object ?? JSONObject()
    object[name] = try coercion(value, part: name)
    return .object(object)
  }

  private func writtenToAll(_ value: JSONValue, replacing: Bool) throws(SCIMFailure) -> JSONValue? {
    if let name = path.subAttribute {
      let part = try coercion(value, part: name)
      let targets = elements.isEmpty ? [.object(JSONObject())] : elements
      let written = targets.map { $0.settingPart(name, to: part) }
      return .array(written)
    }
    var list = ElementList(replacing ? [] : elements, attribute: attribute)
    for element in value.array ?? (value == .null ? [] : [value]) {
      list.add(try coercion(element))
    }
    return try array(list.elements, written: list.touched)
  }

  private func writtenThrough(
    _ filter: Filter, _ value: JSONValue, replacing: Bool
  ) throws(SCIMFailure) -> JSONValue? {
    var result = elements
    let targets = result.indices.filter { filter.matches(element: result[$0], of: attribute) }
    let new =
      if let name = path.subAttribute {
        JSONValue.object(JSONObject([(name, try coercion(value, part: name))]))
      } else { try coercion(value) }
    guard !targets.isEmpty else {
      guard !replacing else { throw noTarget }
      let seeds = filter.equalities
      result.append(new.object.map { .object(seeds.overwritten(with: $0)) } ?? new)
      return try array(result, written: [result.count - 1])
    }
    for index in targets {
      if let parts = new.object, let before = result[index].object,
        path.subAttribute != nil || !replacing
      {
        result[index] = .object(before.overwritten(with: parts))
      } else {
        result[index] = new
      }
    }
    return try array(result, written: targets)
  }

  // MARK: Remove

  /// The attribute's value after a `remove`; a value lists the elements to remove.
  func removed(_ value: JSONValue?) throws(SCIMFailure) -> JSONValue? {
    if let filter = path.filter { return try removedThrough(filter) }
    if let name = path.subAttribute {
      guard let old else { return nil }
      if let array = old.array {
        return Self.list(array.compactMap { $0.settingPart(name, to: nil).orNothing })
      }
      return old.settingPart(name, to: nil).orNothing
    }
    guard isMultiValued, let value, !value.isUnassigned else { return nil }
    var list = ElementList(elements, attribute: attribute)
    for element in value.array ?? [value] { list.remove(try coercion(element)) }
    return Self.list(list.elements)
  }

  private func removedThrough(_ filter: Filter) throws(SCIMFailure) -> JSONValue? {
    var found = false
    var result: [JSONValue] = []
    for element in elements {
      guard filter.matches(element: element, of: attribute) else {
        result.append(element)
        continue
      }
      found = true
      if let name = path.subAttribute, let rest = element.settingPart(name, to: nil).orNothing {
        result.append(rest)
      }
    }
    guard found else { throw noTarget }
    return isMultiValued ? Self.list(result) : result.first
  }

  // MARK: Parts

  private func coercion(_ value: JSONValue) throws(SCIMFailure) -> JSONValue {
    try PatchValue.coerced(value, to: attribute, path: path)
  }

  private func coercion(_ value: JSONValue, part: String) throws(SCIMFailure) -> JSONValue {
    try PatchValue.coerced(value, to: attribute?.subAttribute(part), path: path)
  }

  private static func list(_ elements: [JSONValue]) -> JSONValue? {
    elements.isEmpty ? nil : .array(elements)
  }

  /// The elements as an array in which at most one is primary: the one that was just written.
  private func array(
    _ elements: [JSONValue], written: [Int]
  ) throws(SCIMFailure) -> JSONValue? {
    guard isMultiValued else { return elements.first }
    let primaries = written.filter { elements[$0]["primary"]?.bool == true }
    guard let primary = primaries.first else { return Self.list(elements) }
    guard primaries.count == 1 else {
      throw SCIMFailure(
        status: 400, scimType: "invalidValue", detail: "Only one value of \(path) can be primary.")
    }
    var result = elements
    for index in result.indices where index != primary && result[index]["primary"]?.bool == true {
      result[index] = result[index].settingPart("primary", to: false)
    }
    return .array(result)
  }

  private var noTarget: SCIMFailure {
    SCIMFailure(status: 400, scimType: "noTarget", detail: "Nothing matches \(path).")
  }
}

extension JSONValue {
  /// The object with one part written or removed; anything else but an object becomes one.
  fileprivate func settingPart(_ name: String, to value: JSONValue?) -> JSONValue {
    var object = object ?? JSONObject()
    object[name] = value
    return .object(object)
  }

  fileprivate var orNothing: JSONValue? { isUnassigned ? nil : self }
}

extension JSONObject {
  /// The members, those of the other object instead of or behind them; a null removes one.
  fileprivate func overwritten(with other: JSONObject) -> JSONObject {
    var result = self
    for member in other.members { result[member.name] = member.value == .null ? nil : member.value }
    return result
  }
}
