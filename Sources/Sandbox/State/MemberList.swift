/// The ids of a group's members in the order in which they came in; adding, finding and removing
/// one does not depend on how many there are.
struct MemberList: Sendable, Equatable {
  private var slots: [String?] = []
  private var places: [String: Int] = [:]

  init(_ ids: [String] = []) {
    for id in ids { add(id) }
  }

  var count: Int { places.count }
  var isEmpty: Bool { places.isEmpty }
  var ids: [String] { slots.compactMap { $0 } }

  func contains(_ id: String) -> Bool { places[id] != nil }

  /// Adds a member; `false` where it was there.
  @discardableResult
  mutating func add(_ id: String) -> Bool {
    guard places[id] == nil else { return false }
    places[id] = slots.count
    slots.append(id)
    return true
  }

  /// Removes a member; `false` where it was not there.
  @discardableResult
  mutating func remove(_ id: String) -> Bool {
    guard let place = places.removeValue(forKey: id) else { return false }
    slots[place] = nil
    if slots.count > 2 * places.count + 16 { self = MemberList(ids) }
    return true
  }

  static func == (a: MemberList, b: MemberList) -> Bool {
    a.count == b.count && a.places.keys.allSatisfy(b.contains)
  }
}
