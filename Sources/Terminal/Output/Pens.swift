import CNcurses
import Screen

/// Attributes and colour pairs by role, made as they are first asked for.
struct Pens {
  /// What ncurses is told for a role.
  struct Pen: Equatable {
    var attributes: Int32
    var pair: Int32
  }

  private let depth: ColourDepth
  private var theme: Theme
  private var pens: [Role: Pen] = [:]
  private var pairs: [[Int]: Int32] = [:]

  init(theme: Theme, depth: ColourDepth) {
    self.theme = theme
    self.depth = depth
  }

  /// Takes another theme.
  mutating func change(to theme: Theme) {
    self.theme = theme
    pens = [:]
  }

  subscript(role: Role) -> Pen {
    mutating get {
      if let pen = pens[role] { return pen }
      let look = theme.look(of: role, depth)
      let pen = Pen(
        attributes: Int32(look.attributes.rawValue),
        pair: pair(look.foreground ?? -1, look.background ?? -1))
      pens[role] = pen
      return pen
    }
  }

  /// The number of a pair; 0, the terminal's own, where there is none left.
  private mutating func pair(_ foreground: Int, _ background: Int) -> Int32 {
    if foreground < 0, background < 0 { return 0 }
    if let number = pairs[[foreground, background]] { return number }
    let number = Int32(pairs.count + 1)
    guard number < us_pairs() else { return 0 }
    us_pair(number, Int32(foreground), Int32(background))
    pairs[[foreground, background]] = number
    return number
  }
}
