import Text
import SCIM

/// The elements of a multi-valued attribute of an app that shows them without a type: as bare texts
/// (`"emails": ["ann@x.example"]`), or as the only object of the list.
///
/// No path of a PATCH finds such an element, and one that is added would stand beside it. So the
/// element that a parameter means is told by its value, and the attribute is sent as a whole.
struct LooseElements {
  private(set) var elements: [JSONValue]
  /// Whether the path means the value of an element, by which elements are told apart.
  let isByValue: Bool

  /// The elements that a path chooses among; `nil` where the path finds its element by itself, or
  /// where there is none.
  init?(_ path: AttributePath, in resource: JSONValue) {
    guard path.filter.map({ !$0.equalities.isEmpty }) ?? path.isOfValue,
      let list = resource.value(at: path.whole)
    else { return nil }
    elements = resource.values(at: path.whole)
    guard let first = elements.first,
      path.filter == nil ? list.array != nil : resource.value(at: path.parent) == nil
    else { return nil }
    let areBare = elements.allSatisfy { $0.scalarText != nil }
    if areBare, path.subAttribute == nil || path.isOfValue {
      isByValue = true
    } else if path.filter != nil, elements.count == 1, first.object != nil, first["type"] == nil {
      isByValue = path.isOfValue
    } else {
      return nil
    }
  }

  /// The values, in the order in which they are shown.
  var values: [JSONValue] { elements.compactMap(Self.value) }

  /// Writes one element; `nil` takes it away.
  ///
  /// - Parameter old: what it was; an element is added where none has this value.
  mutating func write(_ value: JSONValue?, at path: AttributePath, over old: JSONValue?) {
    guard isByValue else {
      // Such as the city of the only address: there is nothing else that it could belong to.
      elements = Self.element(elements.first, value, at: path).map { [$0] } ?? []
      return
    }
    let index = old.flatMap { old in
      elements.firstIndex { Self.value($0)?.scalarText == old.scalarText }
    }
    let new = value.flatMap { Self.element(index.map { elements[$0] }, $0, at: path) }
    switch (index, new) {
    case (let index?, let new?): elements[index] = new
    case (let index?, nil): elements.remove(at: index)
    case (nil, let new?): elements.append(new)
    case (nil, nil): break
    }
  }

  /// The whole attribute as it is sent, in the form of RFC 7643; `nil` where nothing is left.
  var whole: JSONValue? {
    if elements.isEmpty { return nil }
    return .array(elements.map { $0.object == nil ? ["value": $0] : $0 })
  }

  private static func value(_ element: JSONValue) -> JSONValue? {
    element.object == nil ? element : element["value"]
  }

  /// An element with a value at the place that a path means, and with what its filter says of it.
  private static func element(_ old: JSONValue?, _ value: JSONValue?, at path: AttributePath)
    -> JSONValue?
  {
    var object = path.filter?.equalities ?? JSONObject()
    guard let name = path.subAttribute else {
      guard let value else { return nil }
      if let parts = value.object?.members {
        for part in parts { object[part.name] = part.value }
      } else {
        object["value"] = value
      }
      return .object(object)
    }
    for member in old?.object?.members ?? []
    where !["display", "$ref"].contains(member.name.lowercased()) {
      object[member.name] = member.value
    }
    object[name] = value
    return .object(object)
  }
}

extension AttributePath {
  /// The attribute without what chooses an element of it.
  var whole: AttributePath { AttributePath(schema: schema, attribute: attribute) }

  /// Whether the path ends in the value of an element.
  var isOfValue: Bool { subAttribute?.lowercased() == "value" }
}
