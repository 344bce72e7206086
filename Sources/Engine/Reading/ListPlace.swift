/// Which page of a long list is asked for, by the key of a row: never by number, so that the
/// millionth page costs as much as the first.
public enum ListPlace: Sendable, Hashable {
  /// From the top.
  case first
  /// Up to the end.
  case last
  /// This row and those below it.
  case from(Int64)
  /// The rows below this one.
  case below(Int64)
  /// The rows above this one.
  case above(Int64)

  /// How many rows a page has.
  public static let pageSize = 200
  /// How far what a filter matches is counted.
  public static let countLimit = 10_000
}

extension ListPlace {
  /// The rows at the place, in the list's order.
  ///
  /// - Parameters:
  ///   - isAscending: whether keys grow towards the end of the list.
  ///   - down: the rows below a key, in the list's order; `nil` from the top.
  ///   - up: the rows above a key, the nearest first; `nil` from the end.
  func page<Row>(
    isAscending: Bool, down: (Int64?) throws -> [Row], up: (Int64?) throws -> [Row]
  ) rethrows -> [Row] {
    switch self {
    case .first: try down(nil)
    case .last: try up(nil).reversed()
    case .from(let key): try down(isAscending ? key &- 1 : key &+ 1)
    case .below(let key): try down(key)
    case .above(let key): try up(key).reversed()
    }
  }
}
