import Provisioning
import Screen

/// A column of a list. Where there is no room, those that are kept least go first, from the right.
struct Column: Sendable, Hashable {
  var title: String
  /// The least and the most columns that it takes.
  var width: ClosedRange<Int>
  /// How much it is kept; the key column is never dropped.
  var keeps: Int

  init(_ title: String, _ width: ClosedRange<Int>, keeps: Int) {
    self.title = title
    self.width = width
    self.keeps = keeps
  }
}

/// A row of a list.
struct TableRow: Sendable, Hashable {
  var cells: [String]
  var role: Role
  /// What stands before it: `*` for a mark, `>` for a row that is carried.
  var mark: String

  init(_ cells: [String], role: Role = .text, mark: String = " ") {
    self.cells = cells
    self.role = role
    self.mark = mark
  }
}

/// A list with its title, as it is drawn. The rows are those that are here; only those that are
/// seen are drawn.
struct Table: Sendable {
  var title: String
  var columns: [Column]
  var rows: [TableRow]
  var selected: Int
  var top: Int
  /// What is said where there is no row.
  var empty = ""
  /// A filter that is typed, behind the title.
  var typing: TextField?
  /// What is wrong with the filter.
  var problem: String?

  /// The columns that fit, with how wide each is.
  static func fit(_ columns: [Column], into width: Int) -> [(index: Int, width: Int)] {
    var kept = Array(columns.indices)
    func needed() -> Int { kept.reduce(0) { $0 + columns[$1].width.lowerBound + 1 } }
    while kept.count > 1, needed() > width {
      let least = kept.dropFirst().map { columns[$0].keeps }.min() ?? 0
      guard let index = kept.lastIndex(where: { columns[$0].keeps == least }), index > 0 else {
        break
      }
      kept.remove(at: index)
    }
    var widths = kept.map { columns[$0].width.lowerBound }
    var rest = width - needed()
    // What is kept most grows first.
    for place in kept.indices.sorted(by: { columns[kept[$0]].keeps > columns[kept[$1]].keeps }) {
      let range = columns[kept[place]].width
      let more = min(max(0, rest), range.upperBound - range.lowerBound)
      widths[place] += more
      rest -= more
    }
    if rest < 0, let first = widths.first { widths[0] = max(1, first + rest) }
    return Array(zip(kept, widths)).map { (index: $0, width: $1) }
  }
}
