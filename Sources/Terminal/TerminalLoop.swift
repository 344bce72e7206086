import CNcurses
import Foundation
public import Screen

/// What happened while the loop waited.
public enum LoopEvent<Message: Sendable>: Sendable {
  case terminal(TerminalEvent)
  case message(Message)
  /// The time between two ticks went by.
  case tick
}

/// What the loop does next.
public enum LoopStep: Sendable {
  /// Draws this, and waits.
  case draw(Surface, title: String)
  /// Gives the terminal back, does something there, and draws anew.
  case leave(@Sendable () -> Void)
  /// Stops the process as Ctrl-z does elsewhere.
  case suspend
  /// Ends.
  case end
}

/// The one thread that owns the terminal: it waits for keys and messages, and draws what changed.
public final class TerminalLoop<Message: Sendable> {
  private let mailbox: Mailbox<Message>
  private let theme: Theme
  private let usesColour: Bool
  private var shown: Surface?
  private var title = ""
  private var paste: String?

  /// Opens the screen. A terminal type that this host does not know is taken for an xterm.
  public init(
    mailbox: Mailbox<Message>, theme: Theme, environment: [String: String]
  ) throws(TerminalError) {
    self.mailbox = mailbox
    self.theme = theme
    usesColour = environment["NO_COLOR", default: ""].isEmpty
    guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else { throw .noScreen }
    var result = us_open(environment["TERM"] ?? "dumb", STDIN_FILENO, STDOUT_FILENO)
    if result == Int32(US_UNKNOWN_TERM), environment["TERM"] != nil {
      result = us_open("xterm-256color", STDIN_FILENO, STDOUT_FILENO)
    }
    switch Int(result) {
    case Int(US_OK): break
    case Int(US_NO_CURSOR), Int(US_UNKNOWN_TERM): throw .noScreen
    default: throw .failed
    }
    Signals.install()
  }

  /// The terminal's size.
  public var size: Size { Size(columns: Int(us_columns()), rows: Int(us_rows())) }

  /// Runs until a step ends it.
  ///
  /// - Parameters:
  ///   - tick: seconds between two ticks.
  ///   - handle: gets everything that waits at once, so that it is drawn once.
  public func run(tick: Double, handle: ([LoopEvent<Message>]) -> LoopStep) {
    defer {
      us_raw("\u{1B}]0;\u{7}", 5)
      us_close()
    }
    var events: [LoopEvent<Message>] = [.terminal(.resize(size))]
    while true {
      switch handle(events) {
      case .draw(let surface, let title): draw(surface, title)
      case .leave(let body):
        us_suspend()
        body()
        resume()
      case .suspend:
        us_suspend()
        raise(SIGSTOP)
        resume()
      case .end: return
      }
      events = wait(seconds: tick)
      if Signals.wasAskedToEnd { return }
    }
  }

  private func resume() {
    us_resume()
    shown = nil
  }

  private func wait(seconds: Double) -> [LoopEvent<Message>] {
    var descriptors = [
      pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0),
      pollfd(fd: mailbox.reader, events: Int16(POLLIN), revents: 0),
      pollfd(fd: Signals.reader, events: Int16(POLLIN), revents: 0),
    ]
    let count = poll(&descriptors, 3, Int32(seconds * 1000))
    if count == 0 { return [.tick] }
    var events: [LoopEvent<Message>] = []
    if Signals.takeResize() {
      us_resize(Int32(size.rows), Int32(size.columns))
      shown = nil
      events.append(.terminal(.resize(size)))
    }
    if descriptors[0].revents & Int16(POLLHUP | POLLERR) != 0 { Signals.askToEnd() }
    while let event = nextKey() { events.append(.terminal(event)) }
    return events + mailbox.take().map { .message($0) }
  }

  /// The next key that waits, or what was pasted as a whole.
  private func nextKey() -> TerminalEvent? {
    while true {
      let code = us_key()
      if code == -1 { return nil }
      if code == US_CODE32 | Int32(US_PASTE_START) {
        paste = ""
        continue
      }
      if code == US_CODE32 | Int32(US_PASTE_END) {
        defer { paste = nil }
        return .paste(paste ?? "")
      }
      if paste != nil {
        if code & US_CODE32 == 0, let scalar = Unicode.Scalar(UInt32(code)) {
          paste?.unicodeScalars.append(scalar)
        }
        continue
      }
      if let key = KeyCodes.key(code) { return .key(key) }
    }
  }

  private func draw(_ surface: Surface, _ title: String) {
    if title != self.title {
      self.title = title
      let text = "\u{1B}]0;\(title.prefix(120))\u{7}"
      us_raw(text, Int32(text.utf8.count))
    }
    guard surface != shown else { return }
    for row in 0..<surface.size.rows where changed(row, surface) { drawRow(row, surface) }
    let cursor = surface.cursor
    us_cursor(Int32(cursor?.row ?? 0), Int32(cursor?.column ?? 0), cursor != nil)
    us_flush()
    shown = surface
  }

  private func changed(_ row: Int, _ surface: Surface) -> Bool {
    guard let shown, shown.size == surface.size else { return true }
    return (0..<surface.size.columns).contains { shown[$0, row] != surface[$0, row] }
  }

  /// Draws a row in runs of one role.
  private func drawRow(_ row: Int, _ surface: Surface) {
    var column = 0
    while column < surface.size.columns {
      let start = column
      let role = surface[column, row].role
      var text = ""
      while column < surface.size.columns, surface[column, row].role == role {
        let cell = surface[column, row]
        if cell.width > 0 { text.append(cell.character) }
        column += 1
      }
      put(text, role, row, start)
    }
  }

  private func put(_ text: String, _ role: Role, _ row: Int, _ column: Int) {
    let style = theme[role]
    var attributes: UInt32 = 0
    if style.isBold { attributes |= UInt32(US_BOLD) }
    if style.isReversed { attributes |= UInt32(US_REVERSE) }
    if style.isUnderlined { attributes |= UInt32(US_UNDERLINE) }
    if style.isDim { attributes |= UInt32(US_DIM) }
    let wide = text.unicodeScalars.map { wchar_t($0.value) } + [0]
    us_draw(
      Int32(row), Int32(column), wide, Int32(usesColour ? style.foreground ?? -1 : -1),
      Int32(usesColour ? style.background ?? -1 : -1), attributes)
  }
}
