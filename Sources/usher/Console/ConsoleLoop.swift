import Console
import Foundation
import Host
import Runner
import Screen
import Terminal

/// The console between the terminal and the effects.
struct ConsoleLoop {
  let loop: TerminalLoop<ConsoleEvent>
  let runner: EffectRunner
  let settings: ConsoleSettings
  let themes: Locked<ThemeFiles>
  let count: EventCount

  /// Runs until a person or a signal ends it.
  func run() -> LoopEnding {
    var console = Console(settings)
    var waiting = console.start()
    if let warning = loop.warning { waiting += console.handle(.failed(warning)) }
    let watch = Watch(runner, themes)
    defer { watch.stop() }
    var drawing = Drawing(count: count)
    return loop.run(tick: Drawing.pace) { events in
      var effects = waiting + console.handle(.tick(Date().timeIntervalSince1970))
      waiting = []
      for event in events {
        drawing.note(event, console)
        if event.isTick { useTheme { files throws(ThemeError) in try files.changed() } }
        switch event {
        case .terminal(let event): effects += console.handle(.terminal(event))
        case .message(let event): effects += console.handle(event)
        case .tick: break
        }
      }
      if let step = start(effects) { return step }
      if drawing.mayHold(effects) { return .hold(seconds: Drawing.patience) }
      return drawing.step(console, loop)
    }
  }

  /// Starts effects.
  ///
  /// - Returns: what the terminal has to do for one of them; the others go on meanwhile.
  private func start(_ effects: [Effect]) -> LoopStep? {
    var step: LoopStep?
    for work in effects.compactMap(runner.start) {
      switch work {
      case .quit: step = .end
      case .suspend: step = step ?? .suspend
      case .edit(let app):
        let runner = runner
        step = step ?? .leave { runner.edit(app) }
      case .copy(let text): copy(text)
      case .mouse(let isOn): loop.usesMouse = isOn
      case .theme(let name): useTheme { files throws(ThemeError) in try files.use(name) }
      case .redraw: loop.redraw()
      }
    }
    return step
  }

  /// Shows another theme; one that cannot be used is named, and the one before stays.
  private func useTheme(_ choose: (inout ThemeFiles) throws(ThemeError) -> Theme?) {
    var files = themes.get()
    do {
      if let theme = try choose(&files) { loop.theme = theme }
    } catch {
      runner.post(.failed(error.sentence))
    }
    themes.set(files)
  }

  private func copy(_ text: String) {
    switch loop.copy(text) {
    case .sent: break
    case .tooLong: runner.post(.failed("the text is too long for the terminal's clipboard"))
    case .unsupported: runner.post(.failed("this terminal takes no texts for its clipboard"))
    }
  }
}

/// When there is something to draw, and when to look at the clock again.
private struct Drawing {
  /// Seconds between two looks at the clock while what is shown ages by the second.
  static let pace = 0.9
  /// The most of them, where nothing on the screen does.
  static let longest = 7.2
  /// The same while something goes on.
  static let busy = 0.25
  /// Seconds for which a key's frame waits for the detail that the key asked for: it is there in a
  /// moment, and both are drawn at once.
  static let patience = 0.004

  private var count: EventCount
  /// The title with the count, as it was drawn.
  private var title: String?
  private var isDue = true
  private var isHolding = false
  private var hasTicked = false
  private var hasKey = false
  private var tick = pace
  private var shown: Surface?

  init(count: EventCount) { self.count = count }

  mutating func note(_ event: LoopEvent<ConsoleEvent>, _ console: Console) {
    count.note(event)
    switch event {
    case .terminal:
      isDue = true
      hasKey = true
    case .message(let event): isDue = isDue || !console.isUnseen(event)
    case .tick: hasTicked = true
    }
  }

  /// Whether it waits for what these effects read.
  mutating func mayHold(_ effects: [Effect]) -> Bool {
    isHolding = !isHolding && hasKey && effects.contains(where: \.isOfDetail)
    hasKey = false
    return isHolding
  }

  mutating func step(_ console: Console, _ loop: TerminalLoop<ConsoleEvent>) -> LoopStep {
    defer { (isDue, hasTicked) = (false, false) }
    if isDue { tick = Self.pace }
    let title = count.title(console)
    guard isDue || hasTicked || title != self.title else { return .wait }
    let surface = console.render(loop.size)
    if !isDue { tick = surface == shown ? min(Self.longest, tick * 2) : Self.pace }
    loop.tick = console.isAtWork || count.isChanging(console) ? Self.busy : tick
    shown = surface
    self.title = title
    return .draw(surface, title: title ?? console.title)
  }
}

extension LoopEvent<ConsoleEvent> {
  /// Whether it only says that time went by.
  fileprivate var isTick: Bool {
    switch self {
    case .tick, .message(.tick): true
    case .message, .terminal: false
    }
  }
}

/// Looks about once a second whether anybody changed the store or the theme's file, on a thread of
/// its own: a disk may take its time.
private final class Watch: Sendable {
  private static let pace = 0.9

  private let isOver = Locked(false)

  init(_ runner: EffectRunner, _ themes: Locked<ThemeFiles>) {
    let isOver = isOver
    Thread.detachNewThread {
      var known: Int64?
      var isLost = false
      while !isOver.get() {
        let version = runner.storeVersion()
        if let version, let known, version != known { runner.post(.storeChanged) }
        if version == nil, !isLost { runner.post(.storeLost) }
        isLost = version == nil
        known = version ?? known
        if Self.isChanged(themes.get()) { runner.post(.tick(Date().timeIntervalSince1970)) }
        Thread.sleep(forTimeInterval: Self.pace)
      }
    }
  }

  /// Whether there is another theme to use, or a fault in it to tell.
  private static func isChanged(_ files: ThemeFiles) -> Bool {
    var files = files
    do throws(ThemeError) { return try files.changed() != nil } catch { return true }
  }

  func stop() { isOver.set(true) }
}
