/// How large a screen is, in cells.
public struct Size: Sendable, Hashable {
  /// Cells in a row.
  public var columns: Int
  /// Rows.
  public var rows: Int

  /// The most rows or columns that a screen has; no terminal is larger, and a wrong answer about
  /// its size must not take all memory.
  public static let limit = 1000

  /// A size; negative numbers count as none, and more than `limit` as so many.
  public init(columns: Int, rows: Int) {
    self.columns = min(max(0, columns), Self.limit)
    self.rows = min(max(0, rows), Self.limit)
  }
}
