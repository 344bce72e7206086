/// One cell of a screen.
public struct Cell: Sendable, Hashable {
  /// What stands in it.
  public var character: Character
  /// How many columns it takes: 1 or more; 0 for each cell behind the first of a wide one.
  public var width: Int
  /// What it is.
  public var role: Role

  /// An empty cell.
  public static let empty = Cell(character: " ", width: 1, role: .text)

  /// A cell.
  public init(character: Character, width: Int, role: Role) {
    self.character = character
    self.width = width
    self.role = role
  }
}
