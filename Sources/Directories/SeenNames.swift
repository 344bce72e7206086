/// Finds names that come twice in a file, ignoring case, without keeping the names.
///
/// A million usernames as texts in a set would take some hundred megabytes. Kept are 64 bits of a
/// keyed hash as the key, 32 bits of a second one and the line: about 32 MB a million. Two different
/// names are taken for one only where all 96 bits agree, for a million names once in 10^17 files; the
/// keys are new in each process, so nobody can make such names on purpose.
struct SeenNames {
  private struct Entry {
    var check: UInt32
    var line: UInt32
  }

  private var entries: [UInt64: Entry] = [:]

  /// Notes a name; gives the line on which it came before.
  mutating func insert(_ name: String, line: Int) -> Int? {
    let folded = name.lowercased()
    var first = Hasher()
    first.combine(folded)
    var second = Hasher()
    second.combine(0x5EED)
    second.combine(folded)
    let key = UInt64(bitPattern: Int64(first.finalize()))
    let check = UInt32(truncatingIfNeeded: second.finalize())
    let entry = Entry(check: check, line: UInt32(clamping: line))
    guard let before = entries.updateValue(entry, forKey: key) else { return nil }
    guard before.check == check else { return nil }
    entries[key] = before
    return Int(before.line)
  }
}
