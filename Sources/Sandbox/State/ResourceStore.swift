import Text

/// The resources of one kind in the order of creation, found by id and by the attributes that
/// clients look up, whatever their case.
struct ResourceStore: Sendable {
  /// The attributes that are indexed, in lower case.
  static let indexed = ["username", "externalid", "displayname"]

  private var slots: [StoredResource?] = []
  private var places: [String: Int] = [:]
  private var index: [String: [String: [String]]] = [:]

  var count: Int { places.count }

  subscript(_ id: String) -> StoredResource? { places[id].flatMap { slots[$0] } }

  /// All of them in the order of creation.
  var all: some Sequence<StoredResource> { slots.lazy.compactMap { $0 } }

  /// Up to `limit` of them, passing over `offset`.
  mutating func slice(offset: Int, limit: Int) -> [StoredResource] {
    if slots.count != places.count { compact() }
    let start = min(max(0, offset), slots.count)
    let end = start + min(max(0, limit), slots.count - start)
    return slots[start..<end].compactMap { $0 }
  }

  /// How many were created up to a sequence, that one included.
  mutating func offset(after sequence: Int) -> Int {
    if slots.count != places.count { compact() }
    var low = 0
    var high = slots.count
    while low < high {
      let middle = (low + high) / 2
      if let resource = slots[middle], resource.sequence > sequence {
        high = middle
      } else {
        low = middle + 1
      }
    }
    return low
  }

  /// The ids of those whose indexed attribute equals the text, whatever the case.
  func ids(where attribute: String, equals text: String) -> [String] {
    index[attribute]?[text.lowercased()] ?? []
  }

  mutating func insert(_ resource: StoredResource) {
    places[resource.id] = slots.count
    slots.append(resource)
    for name in Self.indexed { enter(resource, under: name) }
  }

  /// Changes a resource and keeps the index right; nothing where there is none.
  mutating func update(_ id: String, _ change: (inout StoredResource) -> Void) {
    guard let place = places[id], var resource = slots[place] else { return }
    let before = resource.content
    change(&resource)
    slots[place] = resource
    guard resource.content != before else { return }
    for name in Self.indexed where before[name] != resource.content[name] {
      leave(id, under: name, text: before[name]?.scalarText)
      enter(resource, under: name)
    }
  }

  @discardableResult
  mutating func remove(_ id: String) -> StoredResource? {
    guard let place = places.removeValue(forKey: id), let resource = slots[place] else {
      return nil
    }
    slots[place] = nil
    for name in Self.indexed { leave(id, under: name, text: resource.content[name]?.scalarText) }
    return resource
  }

  private mutating func enter(_ resource: StoredResource, under name: String) {
    guard let text = resource.content[name]?.scalarText else { return }
    index[name, default: [:]][text.lowercased(), default: []].append(resource.id)
  }

  private mutating func leave(_ id: String, under name: String, text: String?) {
    guard let text = text?.lowercased() else { return }
    index[name]?[text]?.removeAll { $0 == id }
    if index[name]?[text]?.isEmpty == true { index[name]?[text] = nil }
  }

  private mutating func compact() {
    slots.removeAll { $0 == nil }
    for (place, slot) in slots.enumerated() {
      if let slot { places[slot.id] = place }
    }
  }
}
