import ArgumentParser
import Console
import Engine
import Foundation
import Provisioning
import Screen
import Terminal

/// The console.
struct ConsoleCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "console", abstract: "Opens the console.")

  @Flag(help: "Print the state of each app and the open tasks instead.") var plain = false

  @Flag(help: "Only look: run no worker in the console.") var noWorker = false

  @Flag(help: "Change nothing from here; runs no worker.") var readOnly = false

  @Option(help: "The colours: a theme's name, or the path of its file.") var theme: String?

  @OptionGroup var options: Options

  func run() async throws {
    let composition = try Composition(options)
    try await ConsoleSession.open(
      composition, plain: plain, runsWorker: !noWorker && !readOnly, isReadOnly: readOnly,
      theme: theme)
  }
}

/// A console on a store, with a worker beside it.
enum ConsoleSession {
  static func open(
    _ composition: Composition, plain: Bool, runsWorker: Bool, isReadOnly: Bool = false,
    theme: String? = nil
  ) async throws {
    let mailbox = Mailbox<ConsoleEvent>()
    let environment = ProcessInfo.processInfo.environment
    var preferences = Preferences(environment)
    var themes = ThemeFiles(
      settings: preferences.folder, program: Bundle.main.executablePath ?? "usher")
    let first = themes.use(theme ?? preferences.theme, telling: &preferences.problems)
    let loop: TerminalLoop<ConsoleEvent>
    do {
      if plain { throw TerminalError.noScreen }
      loop = try TerminalLoop(mailbox: mailbox, theme: first, environment: environment)
    } catch {
      return try PlainState.print(composition.engine)
    }
    let runner = EffectRunner(composition: composition, mailbox: mailbox)
    let worker = runsWorker ? runner.startWorker() : nil
    var settings = ConsoleSettings()
    settings.actor = composition.engine.actor.name
    settings.isReadOnly = isReadOnly
    settings.canUseMouse = true
    settings.keymap = KeyFile.read(preferences.folder)
    settings.usesASCII = preferences.usesASCII
    settings.themes = themes.names
    settings.problems = preferences.problems
    ConsoleLoop(loop: loop, runner: runner, settings: settings, themes: Locked(themes)).run()
    worker?.cancel()
    await worker?.value
    try await composition.use { _ in () }
  }
}

/// The console between the terminal and the effects.
struct ConsoleLoop {
  /// Seconds between two looks whether anybody changed the store.
  static let pace = 0.9

  let loop: TerminalLoop<ConsoleEvent>
  let runner: EffectRunner
  let settings: ConsoleSettings
  let themes: Locked<ThemeFiles>

  func run() {
    var console = Console(settings)
    let known = Locked<Int64?>(nil)
    var lookedAt = 0.0
    var waiting = console.start()
    if let warning = loop.warning { waiting += console.handle(.failed(warning)) }
    let runner = runner
    loop.run(tick: Self.pace) { events in
      let now = Date().timeIntervalSince1970
      if now - lookedAt >= Self.pace {
        lookedAt = now
        runner.checkStore(known)
        useTheme { files throws(ThemeError) in try files.changed() }
      }
      var effects = waiting + console.handle(.tick(now))
      waiting = []
      for event in events {
        switch event {
        case .terminal(let event): effects += console.handle(.terminal(event))
        case .message(let event): effects += console.handle(event)
        case .tick: break
        }
      }
      if let step = start(effects) { return step }
      return .draw(console.render(loop.size), title: console.title)
    }
  }

  /// Starts effects.
  ///
  /// - Returns: what the terminal has to do for one of them; the others go on meanwhile.
  private func start(_ effects: [Effect]) -> LoopStep? {
    var step: LoopStep?
    for effect in effects {
      switch effect {
      case .quit: step = .end
      case .suspend: step = step ?? .suspend
      case .edit(let app):
        let runner = runner
        step = step ?? .leave { runner.edit(app) }
      case .copy(let text): copy(text)
      case .mouse(let isOn): loop.usesMouse = isOn
      case .theme(let name): useTheme { files throws(ThemeError) in try files.use(name) }
      case .redraw: loop.redraw()
      default: runner.start(effect)
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

/// What the console shows, line by line, for a screen reader or where there is no screen.
enum PlainState {
  static func print(_ engine: ProvisioningEngine) throws {
    for app in try engine.apps() {
      let counts = try engine.taskCounts(app.id)
      let words = TaskStatus.allCases.compactMap { status in
        counts[status].map { "\($0) \(status.rawValue)" }
      }
      let tasks = words.isEmpty ? "none" : words.joined(separator: ", ")
      let environment = app.definition.connection.kind.word
      let lines = [
        "\(app.name): API status \(app.api.state.rawValue) (\(app.api.detail)); tasks: \(tasks)",
        "  \(environment), \(app.definition.connection.baseURL)",
        app.pause.map { "  paused: \($0.reason)" },
        staleLine(try engine.staleCount(app.name)),
      ]
      for line in lines.compactMap({ $0 }) { Streams.standardOutput(line.visible) }
      try printTasks(app, counts, engine)
    }
  }

  private static func staleLine(_ count: Int) -> String? {
    count == 0 ? nil : "  \(Words.count(count, "user")) evaluated under older rules; reapply"
  }

  private static func printTasks(
    _ app: AppRecord, _ counts: [TaskStatus: Int], _ engine: ProvisioningEngine
  ) throws {
    let statuses: Set<TaskStatus> = [.pending, .approved, .running, .failed]
    var shown = 0
    try engine.tasks(TaskFilter(app: app.id, statuses: statuses), limit: 100) { task in
      shown += 1
      let why = task.error?.advice ?? task.reason
      Streams.standardOutput(
        "  \(task.id) \(task.status.rawValue) \(task.action.rawValue) \(task.name): \(why)".visible)
    }
    let total = counts.reduce(0) { statuses.contains($1.key) ? $0 + $1.value : $0 }
    if total > shown { Streams.standardOutput("  and \(total - shown) more: usher tasks list") }
  }
}
