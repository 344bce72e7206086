public import Text

extension JSONValue {
  /// The value at a path of this resource; `nil` where there is none. Names count in any case.
  ///
  /// Through a value filter it is taken from the first element that matches; without one, a
  /// sub-attribute of a multi-valued attribute is taken from the primary element, else the first.
  public func value(at path: AttributePath) -> JSONValue? {
    guard let attribute = attributeValue(at: path) else { return nil }
    if path.filter == nil, path.subAttribute == nil { return attribute }
    let elements = attribute.elements(matching: path.filter)
    guard let name = path.subAttribute else { return elements.first }
    let primary = path.filter == nil ? elements.first { $0["primary"]?.bool == true } : nil
    return (primary ?? elements.first)?.part(name)
  }

  /// All values at a path: each element of a multi-valued attribute, or the sub-attribute of each.
  public func values(at path: AttributePath) -> [JSONValue] {
    guard let attribute = attributeValue(at: path) else { return [] }
    let elements = attribute.elements(matching: path.filter)
    guard let name = path.subAttribute else { return elements }
    return elements.compactMap { $0.part(name) }
  }

  /// Writes the value at a path; `nil` removes it, and with it the objects, elements and arrays
  /// that have nothing else left.
  ///
  /// What is missing on the way is made. For `emails[type eq "work"].value` an element
  /// `{"type": "work", "value": …}` is added where none matches; a filter that says more than
  /// equalities joined by `and` gives the element what can be read off it. Without a filter a
  /// sub-attribute of several elements is written to the one that ``value(at:)`` reads.
  /// `schemas` is left alone; see ``updateSchemasList(core:)``.
  public mutating func set(_ value: JSONValue?, at path: AttributePath) {
    var root = object ?? JSONObject()
    if let schema = path.schema, !path.isCore {
      let name = path.wholeName.flatMap { root[$0] == nil ? nil : $0 } ?? schema
      if path.attribute.isEmpty || name != schema {
        root[name] = value
      } else {
        var inner = root[schema]?.object ?? JSONObject()
        inner.set(value, at: path)
        root[schema] = inner.isEmpty ? nil : .object(inner)
      }
    } else if !path.attribute.isEmpty {
      root.set(value, at: path)
    }
    self = .object(root)
  }

  /// Makes `schemas` list the core schema, then each extension that the resource holds an object
  /// of, and nothing else.
  ///
  /// - Parameter core: the URN of the core schema.
  public mutating func updateSchemasList(core: String) {
    guard var root = object else { return }
    let extensions = root.members.map(\.name).filter { $0.lowercased().hasPrefix("urn:") }
    root["schemas"] = .array(([core] + extensions).map { .string($0) })
    self = .object(root)
  }

  /// The attribute's whole value, without regard to filter and sub-attribute.
  func attributeValue(at path: AttributePath) -> JSONValue? {
    if let whole = path.wholeName, let value = self[whole] { return value }
    guard !path.attribute.isEmpty else { return nil }
    guard let schema = path.schema else { return self[path.attribute] }
    return self[schema]?[path.attribute] ?? (path.isCore ? self[path.attribute] : nil)
  }

  /// The elements of an array, or the value itself, that meet the filter.
  func elements(matching filter: Filter?) -> [JSONValue] {
    let all = array ?? (isUnassigned ? [] : [self])
    guard let filter else { return all }
    return all.filter { filter.matches(element: $0, of: nil) }
  }

  /// A sub-attribute; `value` of a scalar is the scalar itself.
  func part(_ name: String) -> JSONValue? {
    switch self {
    case .object(let object): object[name]
    case .array: nil
    case .null: nil
    case .bool, .integer, .number, .string: name.lowercased() == "value" ? self : nil
    }
  }
}

extension JSONObject {
  /// Writes below this object, whose members the path's attribute is one of.
  fileprivate mutating func set(_ value: JSONValue?, at path: AttributePath) {
    let old = self[path.attribute]
    switch (path.filter, path.subAttribute, old) {
    case (nil, nil, _): self[path.attribute] = value
    case (let filter?, _, _):
      self[path.attribute] = Self.write(value, to: path.subAttribute, of: old, where: filter)
    case (nil, let name?, .array(let elements)?) where !elements.isEmpty:
      let index = elements.firstIndex { $0["primary"]?.bool == true } ?? 0
      self[path.attribute] = Self.write(value, to: name, of: elements, at: [index], seeds: .init())
    case (nil, let name?, _):
      var inner = old?.object ?? JSONObject()
      inner[name] = value
      self[path.attribute] = inner.isEmpty ? nil : .object(inner)
    }
  }

  private static func write(
    _ value: JSONValue?, to name: String?, of old: JSONValue?, where filter: Filter
  ) -> JSONValue? {
    let elements = old?.array ?? old.map { [$0] } ?? []
    let matching = elements.indices.filter { filter.matches(element: elements[$0], of: nil) }
    let seeds = filter.equalities
    guard matching.isEmpty else {
      return write(value, to: name, of: elements, at: matching, seeds: seeds)
    }
    guard let value else { return old }
    var element = seeds
    if let name {
      element[name] = value
    } else {
      element = seeds.merged(with: value)
    }
    return .array(elements + [.object(element)])
  }

  private static func write(
    _ value: JSONValue?, to name: String?, of elements: [JSONValue], at indices: [Int],
    seeds: JSONObject
  ) -> JSONValue? {
    var result: [JSONValue] = []
    for (index, element) in elements.enumerated() {
      guard indices.contains(index) else {
        result.append(element)
        continue
      }
      guard let name else {
        if let value { result.append(.object(seeds.merged(with: value))) }
        continue
      }
      var object = element.object ?? JSONObject()
      object[name] = value
      if value != nil || object.hasMore(than: seeds) { result.append(.object(object)) }
    }
    return result.isEmpty ? nil : .array(result)
  }

  /// These members, overwritten by those of an object; a scalar becomes `value`.
  private func merged(with value: JSONValue) -> JSONObject {
    var result = self
    if let object = value.object {
      for member in object.members { result[member.name] = member.value }
    } else {
      result["value"] = value
    }
    return result
  }

  private func hasMore(than seeds: JSONObject) -> Bool {
    members.contains { member in
      seeds[member.name] == nil && !["primary", "type"].contains(member.name.lowercased())
    }
  }
}
