import Text

/// The elements of a multi-valued attribute, with those that can be the same found at once: a
/// group may have a hundred thousand members.
struct ElementList {
  private var slots: [JSONValue?]
  private var places: [String: [Int]] = [:]
  private let valueAttribute: Attribute?
  /// The places that were written to, in terms of ``elements``, while nothing was removed.
  private(set) var touched: [Int] = []

  init(_ elements: [JSONValue], attribute: Attribute?) {
    slots = elements
    valueAttribute = attribute?.subAttribute("value")
    for (index, element) in elements.enumerated() {
      places[key(element), default: []].append(index)
    }
  }

  /// The elements in order.
  var elements: [JSONValue] { slots.compactMap { $0 } }

  /// Adds an element, or what it has more to the element that is the same: no value stands twice.
  mutating func add(_ element: JSONValue) {
    if let index = places[key(element)]?.first(where: { isSame(slots[$0], element) }) {
      if let parts = element.object?.members, var object = slots[index]?.object {
        for part in parts { object[part.name] = part.value }
        slots[index] = .object(object)
      }
      touched.append(index)
    } else {
      places[key(element), default: []].append(slots.count)
      touched.append(slots.count)
      slots.append(element)
    }
  }

  /// Removes the elements that are the same as this one, if there are any.
  mutating func remove(_ element: JSONValue) {
    for index in places[key(element)] ?? [] where isSame(slots[index], element) {
      slots[index] = nil
    }
  }

  /// Whether two elements are the same: by value and type where both have them, else as a whole.
  private func isSame(_ a: JSONValue?, _ b: JSONValue) -> Bool {
    guard let a else { return false }
    guard let first = a.part("value"), let second = b.part("value") else { return a == b }
    guard ScalarComparison.same(first, second, attribute: valueAttribute) else { return false }
    guard let first = a["type"]?.scalarText, let second = b["type"]?.scalarText else { return true }
    return first.lowercased() == second.lowercased()
  }

  private func key(_ element: JSONValue) -> String {
    element.part("value")?.scalarText?.lowercased() ?? ""
  }
}
