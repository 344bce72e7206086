import CNcurses
import Foundation
import Screen

/// The screen of a terminal: surfaces go in, and what is different comes out. There is one in a
/// process at a time, on one thread.
final class Display {
  /// How large the terminal is.
  private(set) var size = Size(columns: 0, rows: 0)
  /// What an admin should know about this terminal.
  let warning: String?

  private let output: Int32
  private let sink: Sink
  private let isXterm: Bool
  private let isInTmux: Bool
  private var pens: Pens
  private var glyphs = Glyphs()
  private var shown: Surface?
  private var title = ""
  private var usesMouse = false
  private var isOpen = false
  /// Whether the terminal was asked if it has margins.
  private var hasAsked = false
  /// Whether the terminal moves a part of a row's columns, as it said itself.
  private var hasMargins = false
  private var gap: Gap?

  /// Opens the screen. A terminal type that this host does not know is taken for an xterm.
  init(
    input: Int32, output: Int32, theme: Theme, environment: [String: String]
  ) throws(TerminalError) {
    guard isatty(output) == 1, us_guard_remember(input, output) else { throw .noScreen }
    us_locale(Self.locale(environment))
    let named = environment["TERM", default: ""]
    guard !named.isEmpty else { throw .noScreen }
    let term: String
    switch Int(us_find(named)) {
    case Int(US_KNOWN):
      (term, warning) = (named, nil)
    case Int(US_UNKNOWN) where us_find(Self.usual) == Int32(US_KNOWN):
      (term, warning) = (Self.usual, Self.warning(named))
    default: throw .noScreen
    }
    self.output = output
    sink = try Sink(output: output)
    let size = Self.measure(output)
    let opened = us_open(
      term, input, sink.file, Int32(size.rows), Int32(size.columns), Self.patience(environment))
    guard opened else {
      us_close()
      throw .failed
    }
    self.size = size
    isXterm = us_is_xterm(term)
    isInTmux = !environment["TMUX", default: ""].isEmpty
    pens = Pens(
      theme: theme, depth: ColourDepth(colours: Int(us_colours()), environment: environment))
    guardTerminal()
    take()
  }

  /// The terminal said that it has margins: it scrolls lists that stand beside something else.
  func useMargins() {
    guard !hasMargins else { return }
    hasMargins = true
    shown = nil
  }

  deinit { close() }

  /// Draws what is different from what was shown, and sets the title.
  ///
  /// - Returns: whether anything was written.
  @discardableResult
  func show(_ surface: Surface, title: String) -> Bool {
    if isXterm, title != self.title {
      if self.title.isEmpty { sink.add(Sequences.titleKept) }
      sink.add(Sequences.title(title))
      self.title = title
    }
    if surface != shown { draw(surface) }
    us_guard_trim()
    return sink.pass()
  }

  /// Draws all of the next surface.
  func forget() {
    us_forget()
    shown = nil
  }

  /// Takes another theme.
  func change(to theme: Theme) {
    pens.change(to: theme)
    shown = nil
  }

  /// Reports the mouse, or leaves it to the terminal.
  func setMouse(_ isOn: Bool) {
    guard isXterm, usesMouse != isOn else { return }
    usesMouse = isOn
    sink.add(isOn ? Sequences.mouseOn : Sequences.mouseOff)
    sink.pass()
  }

  /// Copies a text to the terminal's clipboard.
  func copy(_ text: String) -> CopyResult {
    guard isXterm else { return .unsupported }
    guard let sequence = Sequences.copy(text, inTmux: isInTmux) else { return .tooLong }
    sink.add(sequence)
    sink.pass()
    return .sent
  }

  /// Whether the size is another than before.
  func resize() -> Bool {
    let now = Self.measure(output)
    guard now != size else { return false }
    size = now
    us_resume(Int32(size.rows), Int32(size.columns))
    shown = nil
    return true
  }

  /// Gives the terminal back as it was found, for a while or for good.
  func leave() {
    guard isOpen else { return }
    isOpen = false
    if usesMouse { sink.add(Sequences.mouseOff) }
    us_suspend()
    // Without a screen of our own, what comes next stands below what was drawn.
    sink.add(us_has_other_screen() ? "" : "\r\n")
    sink.add(Sequences.pasteOff + (title.isEmpty ? "" : Sequences.titleBack))
    title = ""
    sink.pass()
    us_guard_give_back()
  }

  /// Takes the terminal, at first or again; everything is drawn again.
  func take() {
    us_guard_take()
    isOpen = true
    size = Self.measure(output)
    us_resume(Int32(size.rows), Int32(size.columns))
    shown = nil
    sink.add(Sequences.pasteOn + (usesMouse ? Sequences.mouseOn : ""))
  }

  /// Leaves the screen for good.
  func close() {
    leave()
    us_close()
  }
}

extension Display {
  private static let usual = "xterm-256color"

  private static func warning(_ named: String) -> String {
    "TERM=\(named) is unknown here and treated as \(usual)"
  }

  /// The locale for letters, as POSIX finds it.
  private static func locale(_ environment: [String: String]) -> String {
    ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? "C"
  }

  /// Milliseconds that Esc waits for the rest of a sequence.
  private static func patience(_ environment: [String: String]) -> Int32 {
    Int32(environment["ESCDELAY", default: ""]).map { min(max(0, $0), 10_000) } ?? 25
  }

  private static func measure(_ output: Int32) -> Size {
    var size = winsize()
    guard ioctl(output, UInt(TIOCGWINSZ), &size) == 0, size.ws_row > 0, size.ws_col > 0 else {
      return Size(columns: 80, rows: 24)
    }
    return Size(columns: Int(size.ws_col), rows: Int(size.ws_row))
  }

  /// What a crash writes: all that may have been switched on.
  private func guardTerminal() {
    var bytes = [CChar](repeating: 0, count: 256)
    let count = us_leave_sequence(&bytes, Int32(bytes.count))
    var sequence = Sequences.pasteOff
    if isXterm { sequence += Sequences.mouseOff + Sequences.titleBack }
    let all = sequence.utf8.map { CChar(bitPattern: $0) } + bytes.prefix(Int(count))
    us_guard_leave_by(all, Int32(all.count))
  }

  private func draw(_ surface: Surface) {
    if isXterm, !hasAsked { ask() }
    var before = shown?.size == surface.size ? shown : nil
    if hasMargins {
      if let before { scroll(before, to: surface) }
      if let gap = Gap(beside: surface.regions, size), gap != self.gap {
        self.gap = gap
        before = nil
      }
    }
    for row in 0..<surface.size.rows {
      let cells = surface.row(row)
      guard let columns = Self.changes(cells, before?.row(row)) else { continue }
      draw(cells, columns, row)
    }
    let cursor = surface.cursor
    us_cursor(Int32(cursor?.row ?? 0), Int32(cursor?.column ?? 0), cursor != nil)
    us_flush()
    shown = surface
  }

  /// Asks on the empty screen, where nothing is lost by a terminal that does not understand it.
  private func ask() {
    hasAsked = true
    us_flush()
    sink.add(Sequences.marginsAsked)
  }

  /// Lets the terminal move what moved, and notes that it stands there now.
  private func scroll(_ before: Surface, to surface: Surface) {
    guard surface.size == size else { return }
    for region in surface.regions
    where region.columns.upperBound < size.columns && before.regions.contains(region) {
      guard let scroll = Scroll(region, from: before, to: surface) else { continue }
      sink.add(scroll.sequence)
      us_scrolled(
        Int32(region.rows.lowerBound), Int32(region.rows.count), Int32(region.columns.lowerBound),
        Int32(region.columns.count), Int32(scroll.count))
    }
  }

  /// The columns from the first to the last cell of a row that is another one than before, with all
  /// of a wide character; `nil` where none is.
  private static func changes(_ cells: ArraySlice<Cell>, _ before: ArraySlice<Cell>?)
    -> Range<Int>?
  {
    guard let before else { return 0..<cells.count }
    let start = cells.startIndex
    guard var first = cells.indices.first(where: { cells[$0] != before[$0] }),
      var last = cells.indices.last(where: { cells[$0] != before[$0] })
    else { return nil }
    while first > start, cells[first].width == 0 || before[first].width == 0 { first -= 1 }
    while last + 1 < cells.endIndex, cells[last + 1].width == 0 || before[last + 1].width == 0 {
      last += 1
    }
    return first - start..<last + 1 - start
  }

  /// Draws columns of a row in runs of one look.
  private func draw(_ cells: ArraySlice<Cell>, _ columns: Range<Int>, _ row: Int) {
    var text: [wchar_t] = []
    var (start, column) = (columns.lowerBound, columns.lowerBound)
    var pen = Pens.Pen(attributes: 0, pair: 0)
    var role: Role?
    let first = cells.startIndex
    for cell in cells[first + columns.lowerBound..<first + columns.upperBound] {
      if cell.role != role {
        role = cell.role
        let next = pens[cell.role]
        if next != pen {
          write(text, pen, row, start)
          text.removeAll(keepingCapacity: true)
          (pen, start) = (next, column)
        }
      }
      if cell.width == 1, cell.ascii == 0x20, gap?.isMarked(column, row) == true {
        text.append(Gap.sign)
      } else if cell.width > 0 {
        glyphs.append(cell, to: &text)
      }
      column += 1
    }
    write(text, pen, row, start)
  }

  private func write(_ text: [wchar_t], _ pen: Pens.Pen, _ row: Int, _ column: Int) {
    guard !text.isEmpty else { return }
    us_draw(Int32(row), Int32(column), text, Int32(text.count), pen.attributes, pen.pair)
  }
}
