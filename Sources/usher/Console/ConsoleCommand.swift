import Text
import ArgumentParser
import Console
import Engine
import Foundation
import Host
import Provisioning
import Runner
import Screen
import Terminal

/// The console.
struct ConsoleCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "console", abstract: "Opens the console.")

  @Flag(help: "Print the state of each app and the open tasks instead.") var plain = false

  @Flag(help: "Run no worker in the console.") var noWorker = false

  @Flag(help: "Refuse every change, and run no worker.") var readOnly = false

  @Option(help: "The colours: a theme's name, or the path of its file.") var theme: String?

  @OptionGroup var options: Options

  func run() async throws {
    let composition = try Composition(options)
    let isReader = composition.mayOnlyRead
    let readOnly = readOnly || isReader
    try await ConsoleSession.open(
      composition, plain: plain, runsWorker: !noWorker && !readOnly, isReadOnly: readOnly,
      why: isReader ? "the database lets this login only read" : nil, theme: theme)
  }
}

/// A console on a store, with a worker beside it.
enum ConsoleSession {
  static func open(
    _ composition: Composition, plain: Bool, runsWorker: Bool, isReadOnly: Bool = false,
    why: String? = nil, theme: String? = nil
  ) async throws {
    let mailbox = Mailbox<ConsoleEvent>()
    let environment = ProcessInfo.processInfo.environment
    var preferences = Preferences(environment)
    let vendors = OwnVendors.catalog(telling: &preferences.problems)
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
    let filters = FilterFile(folder: preferences.folder)
    let runner = EffectRunner(
      composition.engine, directories: composition.directorySync, home: composition.home,
      head: composition.head, vendors: vendors, filters: filters, isReadOnly: isReadOnly,
      words: Complaint.lines,
      post: mailbox.post)
    let worker = runsWorker ? runner.startWorker() : nil
    var settings = ConsoleSettings()
    settings.actor = composition.engine.actor.name
    settings.isReadOnly = isReadOnly
    if let why { settings.whyReadOnly = why }
    settings.canUseMouse = true
    settings.keymap = KeyFile.read(preferences.folder)
    settings.usesASCII = preferences.usesASCII
    settings.vendors = vendors
    settings.themes = themes.names
    do {
      settings.filters = try filters.read()
    } catch {
      preferences.problems.append(error.sentence)
    }
    settings.problems = preferences.problems
    let console = ConsoleLoop(
      loop: loop, runner: runner, settings: settings, themes: Locked(themes),
      count: EventCount(environment))
    let ending = console.run()
    worker?.cancel()
    await worker?.value
    try await composition.use { _ in () }
    // As a shell tells of a program that a signal ended.
    if case .signal(let number) = ending { throw ExitCode(128 + number) }
  }
}

/// What the console shows, line by line, for a screen reader or where there is no screen.
enum PlainState {
  static func print(_ engine: ProvisioningEngine) throws {
    for app in try engine.configuration.apps() {
      let counts = try engine.tasks.counts(app.id)
      let words = TaskStatus.allCases.compactMap { status in
        counts[status].map { "\($0) \(status.rawValue)" }
      }
      let tasks = words.isEmpty ? "none" : words.joined(separator: ", ")
      let environment = app.definition.connection.kind.word
      let lines = [
        "\(app.name): API status \(app.api.state.rawValue) (\(app.api.detail)); tasks: \(tasks)",
        "  \(environment), \(app.definition.connection.baseURL)",
        app.pause.map { "  paused: \($0.reason)" },
        staleLine(try engine.rules.staleCount(app.name)),
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
    try engine.tasks.list(TaskFilter(app: app.id, statuses: statuses), limit: 100) { task in
      shown += 1
      let why = task.error?.advice ?? task.reason
      Streams.standardOutput(
        "  \(task.id) \(task.status.rawValue) \(task.action.rawValue) \(task.name): \(why)".visible)
    }
    let total = counts.reduce(0) { statuses.contains($1.key) ? $0 + $1.value : $0 }
    if total > shown { Streams.standardOutput("  and \(total - shown) more: usher tasks list") }
  }
}
