/// One cell of a screen. It is a few bytes without references, since a screen has thousands of them and
/// each frame writes, copies and compares them all.
public struct Cell: Sendable, Hashable {
  /// What stands in it.
  var sign: Sign
  private var columns: UInt8
  /// What it is.
  public var role: Role

  /// An empty cell.
  public static let empty = Cell(sign: .space, width: 1, role: .text)

  /// A cell.
  public init(character: Character, width: Int, role: Role) {
    self.init(sign: Sign(character), width: width, role: role)
  }

  init(sign: Sign, width: Int, role: Role) {
    self.sign = sign
    columns = UInt8(clamping: width)
    self.role = role
  }

  /// What stands in it.
  public var character: Character { sign.character }

  /// How many columns it takes: 1 or more; 0 for each cell behind the first of a wide one.
  public var width: Int { Int(columns) }

  /// The ASCII code of what stands in it; `nil` for other signs.
  public var ascii: UInt8? { sign.ascii }
}
