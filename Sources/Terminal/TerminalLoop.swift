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
  /// Draws nothing new, and waits.
  case wait
  /// Waits so many seconds at most for what else may come, so that it is drawn with it.
  case hold(seconds: Double)
  /// Gives the terminal back, does something there, and draws again.
  case leave(@Sendable () -> Void)
  /// Stops the process as Ctrl-z does elsewhere.
  case suspend
  /// Ends.
  case end
}

/// How the loop ended.
public enum LoopEnding: Sendable, Hashable {
  /// A step asked for it.
  case asked
  /// A signal of this number, or the terminal went away (`SIGHUP`).
  case signal(Int32)
}

/// What became of a text that was to be copied.
public enum CopyResult: Sendable, Hashable {
  /// The terminal has it, if it takes such texts at all; it does not say.
  case sent
  case tooLong
  case unsupported
}

/// The one thread that owns the terminal: it waits for keys, messages, signals and ticks, and draws
/// what changed, at most 30 times a second. Idle, it wakes up for ticks only.
public final class TerminalLoop<Message: Sendable> {
  /// Seconds between two ticks; `nil` for none.
  public var tick: Double?
  /// What an admin should know about this terminal, once.
  public var warning: String? { display.warning }
  /// The terminal's size.
  public var size: Size { display.size }
  /// How roles look from the next frame on.
  public var theme: Theme {
    didSet { display.change(to: theme) }
  }
  /// Whether the mouse reports to the console; off, the terminal selects text by itself.
  public var usesMouse = false {
    didSet { if usesMouse != oldValue { display.setMouse(usesMouse) } }
  }

  private let mailbox: Mailbox<Message>
  private let signals: Signals
  private let display: Display
  private var keyboard = Keyboard(input: STDIN_FILENO)
  private var budget = FrameBudget()
  private var frame: (surface: Surface, title: String)?
  private var ticked = 0.0
  private var typed = 0.0
  private var wasAway = false
  /// How long the next wait lasts at most; `nil` for as long as it takes.
  private var held: Double?

  /// Opens the screen on the standard input and output. A terminal type that this host does not
  /// know is taken for an xterm, with a `warning`.
  ///
  /// - Throws: `noScreen` where there is no terminal or it cannot place its cursor: print then.
  public init(
    mailbox: Mailbox<Message>, theme: Theme, environment: [String: String]
  ) throws(TerminalError) {
    self.mailbox = mailbox
    self.theme = theme
    // Before the screen, which would install handlers of its own.
    signals = Signals()
    display = try Display(
      input: STDIN_FILENO, output: STDOUT_FILENO, theme: theme, environment: environment)
  }

  /// Draws all of the next frame, whatever the terminal shows.
  public func redraw() { display.forget() }

  /// Copies a text to the clipboard of the terminal (OSC 52), at most 74,994 bytes.
  public func copy(_ text: String) -> CopyResult { display.copy(text) }

  /// Runs until a step or a signal ends it, and leaves the terminal as it was found.
  ///
  /// - Parameters:
  ///   - tick: seconds between two ticks; `nil` for none.
  ///   - handle: gets everything that waits at once, so that it is drawn once; nothing where
  ///     nothing came while it held.
  @discardableResult
  public func run(
    tick: Double? = nil, handle: ([LoopEvent<Message>]) -> LoopStep
  ) -> LoopEnding {
    defer {
      display.close()
      signals.unwatch()
    }
    self.tick = tick
    ticked = now
    var events: [LoopEvent<Message>] = [.terminal(.resize(size))]
    while true {
      if !events.isEmpty || held != nil {
        held = nil
        switch handle(events) {
        case .draw(let surface, let title): frame = (surface, title)
        case .wait: break
        case .hold(let seconds): held = seconds
        case .leave(let body): away(body)
        case .suspend: away(signals.stop)
        case .end: return .asked
        }
      }
      drawFrame()
      events = wasAway ? [.terminal(.resize(size))] : wait()
      wasAway = false
      if let number = signals.ending { return .signal(number) }
    }
  }

  /// Lets something else have the terminal.
  private func away(_ body: () -> Void) {
    display.leave()
    signals.setAway(true)
    body()
    signals.setAway(false)
    display.take()
    frame = nil
    wasAway = true
  }

  private func drawFrame() {
    guard let frame, budget.wait(at: now) == 0 else { return }
    if display.show(frame.surface, title: frame.title) { budget.spend() }
    self.frame = nil
  }

  /// What happened until now, or next; nothing where only a frame is due.
  private func wait() -> [LoopEvent<Message>] {
    var files = [keyboard.input, mailbox.file, signals.file].map {
      pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
    }
    _ = poll(&files, nfds_t(files.count), patience)
    var events: [LoopEvent<Message>] = []
    events += answerSignals().map { .terminal($0) }
    if files[0].revents & Int16(POLLIN) != 0 {
      events += keyboard.take().map { .terminal($0) }
      if keyboard.hasMargins { display.useMargins() }
      // Only now: to take a megabyte lasts longer than a paste may be silent.
      typed = now
    } else if files[0].revents != 0 {
      signals.hangUp()
    } else if let patience = keyboard.patience, now - typed >= patience {
      events += keyboard.expire().map { .terminal($0) }
    }
    events += mailbox.take().map { .message($0) }
    if let tick, now - ticked >= tick {
      ticked = now
      events.append(.tick)
    }
    return events
  }

  private func answerSignals() -> [TerminalEvent] {
    let seen = signals.take()
    if seen.contains(.stopped) {
      away(signals.stop)
      wasAway = false
    } else if seen.contains(.continued) {
      // It was stopped without a word; who had the terminal may have changed its modes.
      display.take()
    } else if !seen.contains(.resized) || !display.resize() {
      return []
    }
    return [.resize(size)]
  }

  /// Milliseconds until something is due: a tick, a frame, the end of a sequence; -1 for never.
  private var patience: Int32 {
    var seconds: [Double] = []
    if let tick { seconds.append(ticked + tick - now) }
    if let held { seconds.append(held) }
    if frame != nil { seconds.append(budget.wait(at: now)) }
    if let patience = keyboard.patience { seconds.append(typed + patience - now) }
    return seconds.min().map { Int32(max(0, $0 * 1000).rounded(.up)) } ?? -1
  }

  private var now: Double { ProcessInfo.processInfo.systemUptime }
}
