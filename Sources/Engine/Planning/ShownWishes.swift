import Provisioning

/// Which unique values the accounts of a plan that is only shown should have. What a plan files stands
/// in the store instead.
///
/// A million users' values as texts would take a gigabyte. Kept are 64 bits of a keyed hash, 32 bits of
/// a second one, the user and the wish: two values are taken for one only where all 96 bits agree, and
/// nobody can make such values on purpose, since the keys are drawn anew in each process.
struct ShownWishes {
  private struct Entry {
    var user: UserID
    var check: UInt32
    var wish: ValueRecord.Wish
  }

  private var first: [Int: Entry] = [:]
  /// The others who have to do with a value.
  private var others: [Int: [Entry]] = [:]

  /// What was shown of a user and a value; `nil` for nothing.
  func wish(_ user: UserID, _ value: UniqueValue) -> ValueRecord.Wish? {
    let (key, check) = Self.hashes(value)
    guard let entry = first[key] else { return nil }
    if entry.user == user, entry.check == check { return entry.wish }
    return others[key]?.first { $0.user == user && $0.check == check }?.wish
  }

  /// Who has to do with a value.
  func users(_ value: UniqueValue) -> [UserID] {
    let (key, check) = Self.hashes(value)
    guard let entry = first[key] else { return [] }
    return ([entry] + (others[key] ?? [])).filter { $0.check == check && $0.wish != .none }
      .map(\.user)
  }

  /// Keeps what is shown of a user and a value, in place of what was before.
  mutating func set(_ user: UserID, _ value: UniqueValue, _ wish: ValueRecord.Wish) {
    let (key, check) = Self.hashes(value)
    let entry = Entry(user: user, check: check, wish: wish)
    guard let before = first[key] else {
      first[key] = entry
      return
    }
    if before.user == user, before.check == check {
      first[key] = entry
    } else if let place = others[key]?.firstIndex(where: {
      $0.user == user && $0.check == check
    }) {
      others[key]?[place] = entry
    } else {
      others[key, default: []].append(entry)
    }
  }

  private static func hashes(_ value: UniqueValue) -> (key: Int, check: UInt32) {
    var first = Hasher()
    first.combine(value)
    var second = Hasher()
    second.combine(0x5EED)
    second.combine(value)
    return (first.finalize(), UInt32(truncatingIfNeeded: second.finalize()))
  }
}
