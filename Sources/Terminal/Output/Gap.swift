import CNcurses
import Foundation
import Screen

/// The empty columns behind a list that stands beside something else. ncurses looks for whole rows that
/// moved, and would move rows that the terminal has moved already where nothing stands beside them; so
/// the gaps of neighbours differ, by spaces that look as all others do.
struct Gap: Equatable {
  /// A space that is another letter.
  static let sign: wchar_t = 0xA0

  private let column: Int
  private let rows: Range<Int>

  /// The gap of the first of these regions that is narrower than the screen.
  init?(beside regions: [Surface.Region], _ size: Size) {
    let region = regions.first { $0.columns.upperBound + 2 <= size.columns }
    guard let region, us_width(Int32(Self.sign)) == 1 else { return nil }
    (column, rows) = (region.columns.upperBound, region.rows)
  }

  /// Whether the other space stands there: no row has the same as the three before it.
  func isMarked(_ column: Int, _ row: Int) -> Bool {
    guard rows.contains(row), (0...1).contains(column - self.column) else { return false }
    return row >> (column - self.column) & 1 == 1
  }
}
