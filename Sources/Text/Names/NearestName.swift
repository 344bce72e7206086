/// The name among several that a misspelt one was most likely meant to be, ignoring case.
///
/// - Parameter limit: the edit distance (insertions, deletions, changed and swapped neighbouring
///   letters) up to which a name is near; `nil`: a third of the length.
/// - Returns: the nearest name; `nil` where none is near.
public func nearestName(
  to name: String, in names: some Sequence<String>, within limit: Int? = nil
) -> String? {
  let wanted = Array(name.lowercased().prefix(64))
  let allowed = limit ?? max(1, wanted.count / 3)
  var best: (name: String, distance: Int)?
  for candidate in names {
    let letters = Array(candidate.lowercased())
    guard abs(letters.count - wanted.count) <= allowed else { continue }
    let distance = editDistance(wanted, letters)
    if distance <= allowed, distance < best?.distance ?? Int.max { best = (candidate, distance) }
  }
  return best?.name
}

/// The number of letters to insert, delete, change, or swap with their neighbour, to turn one word
/// into the other.
private func editDistance(_ a: [Character], _ b: [Character]) -> Int {
  var beforeLast = [Int](repeating: 0, count: b.count + 1)
  var last = Array(0...b.count)
  for i in 0..<a.count {
    var row = [i + 1]
    for j in 0..<b.count {
      var distance = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
        distance = min(distance, beforeLast[j - 1] + 1)
      }
      row.append(distance)
    }
    beforeLast = last
    last = row
  }
  return last[b.count]
}
