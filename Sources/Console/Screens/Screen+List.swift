/// The list of a screen.
protocol ScreenList: Sendable {
  /// Where the list stands.
  func listArea(_ frame: Frame) -> Area
  /// The row under the cursor and the first row that is seen, at a height; `nil` where there is no
  /// list.
  func listPlace(height: Int) -> (index: Int, first: Int)?
  /// Moves in the list, or in the detail that is open instead of it.
  mutating func move(_ step: ListStep, _ frame: inout Frame)
  /// Takes a filter as it is typed.
  mutating func filterChanged(to text: String, _ frame: inout Frame)
  /// What can be copied of what is chosen; never a token.
  func copyable(_ frame: Frame) -> [Chooser.Option]
  /// Keeps cursors within lists that became shorter. Only the screen in front is asked: after each
  /// event, and so before it is drawn.
  mutating func settle(_ frame: Frame)
}

extension ScreenList {
  func listArea(_ frame: Frame) -> Area { frame.layout.list }
  func listPlace(height: Int) -> (index: Int, first: Int)? { nil }
  mutating func move(_ step: ListStep, _ frame: inout Frame) {}
  mutating func filterChanged(to text: String, _ frame: inout Frame) {}
  func copyable(_ frame: Frame) -> [Chooser.Option] { [] }
  mutating func settle(_ frame: Frame) {}

  /// How many rows of the list are seen.
  func listHeight(_ frame: Frame) -> Int { max(1, listArea(frame).rows - 2) }
}
