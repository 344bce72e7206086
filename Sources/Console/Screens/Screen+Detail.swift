/// The detail that is open instead of the list of a screen, and the way back from there.
protocol ScreenDetail: Sendable {
  /// The long text that is open; `nil` where there is none.
  var openDetail: Pager? { get set }
  /// Whether there is something that `q` closes before it ends usher.
  var isSomethingOpen: Bool { get }
  /// Whether there is a step back.
  var canGoBack: Bool { get }
  /// One step back: form, detail, marks, filter; at the top nothing.
  mutating func back(_ frame: inout Frame)
  mutating func closeDetail()
}

extension ScreenDetail {
  var openDetail: Pager? {
    get { nil }
    set {}
  }
  var isSomethingOpen: Bool { false }
  var canGoBack: Bool { isSomethingOpen }
  mutating func back(_ frame: inout Frame) {}
  mutating func closeDetail() {}
}

extension ScreenDetail {
  /// Why what is done in the list cannot be done now; `nil` where no detail is open.
  var inDetail: String? { openDetail == nil ? nil : Self.backToList }

  static var backToList: String { "go back to the list first: Esc" }
}
