import Screen

/// The rows of a part of the screen that moved. A terminal with margins moves them itself, so that
/// only what is new is written.
struct Scroll {
  let region: Surface.Region
  /// How many rows up; down where less than none.
  let count: Int

  /// It is worth it where so many rows more than before stand as they are.
  private static let worth = 4

  /// How the rows of a region moved between two screens of one size; `nil` where they did not, too
  /// far, or where one holds a sign of two columns, of which half might be cut.
  init?(_ region: Surface.Region, from before: Surface, to after: Surface) {
    let rows = region.rows
    guard rows.count > Self.worth else { return nil }
    func isSame(_ row: Int, _ count: Int) -> Bool {
      rows.contains(row + count)
        && after.row(row)[in: region.columns] == before.row(row + count)[in: region.columns]
    }
    // What moved is looked for at two rows, of which one at most is the chosen one.
    let probes = [rows.lowerBound + rows.count / 3, rows.lowerBound + rows.count * 2 / 3]
    if probes.allSatisfy({ isSame($0, 0) }) { return nil }
    let shifts = (1...rows.count / 2).flatMap { [$0, -$0] }.filter { count in
      probes.contains { isSame($0, count) }
    }
    guard !shifts.isEmpty else { return nil }
    func kept(_ count: Int) -> Int { rows.count { isSame($0, count) } }
    guard let best = shifts.map({ (count: $0, kept: kept($0)) }).max(by: { $0.kept < $1.kept }),
      best.kept >= kept(0) + Self.worth,
      rows.allSatisfy({ before.row($0)[in: region.columns].allSatisfy { $0.width == 1 } })
    else { return nil }
    (self.region, count) = (region, best.count)
  }

  /// What makes the terminal do it: margins around the region, its rows moved, the margins taken
  /// away; cursor and look as they were.
  var sequence: String {
    let rows = "\u{1B}[\(region.rows.lowerBound + 1);\(region.rows.upperBound)r"
    let columns = "\u{1B}[\(region.columns.lowerBound + 1);\(region.columns.upperBound)s"
    let move = "\u{1B}[\(abs(count) == 1 ? "" : "\(abs(count))")\(count > 0 ? "S" : "T")"
    return "\u{1B}7\u{1B}[m\u{1B}[?69h\(rows)\(columns)\(move)\u{1B}[?69l\u{1B}[r\u{1B}8"
  }
}

extension ArraySlice {
  fileprivate subscript(in places: Range<Int>) -> ArraySlice {
    self[(startIndex + places.lowerBound)..<(startIndex + places.upperBound)]
  }
}
