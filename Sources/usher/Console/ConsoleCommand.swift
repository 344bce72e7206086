import ArgumentParser
import Console
import Engine
import Foundation
import Provisioning
import SCIM
import Screen
import Terminal

/// The console.
struct ConsoleCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "console", abstract: "Opens the console.")

  @Flag(help: "Print the state of each app and the open tasks instead.") var plain = false

  @Flag(help: "Only look: run no worker in the console.") var noWorker = false

  @OptionGroup var options: Options

  func run() async throws {
    let composition = try Composition(options)
    try await ConsoleSession.open(composition, plain: plain, runsWorker: !noWorker)
  }
}

/// A console on a store, with a worker beside it.
enum ConsoleSession {
  static func open(_ composition: Composition, plain: Bool, runsWorker: Bool) async throws {
    let mailbox = Mailbox<ConsoleEvent>()
    let environment = ProcessInfo.processInfo.environment
    let loop: TerminalLoop<ConsoleEvent>
    do {
      if plain { throw TerminalError.noScreen }
      loop = try TerminalLoop(mailbox: mailbox, theme: .terminal, environment: environment)
    } catch {
      return try PlainState.print(composition.engine)
    }
    let runner = EffectRunner(composition: composition, mailbox: mailbox)
    let worker = runsWorker ? runner.startWorker() : nil
    let watcher = runner.watchStore()
    ConsoleLoop(loop: loop, runner: runner).run()
    watcher.cancel()
    worker?.cancel()
    await worker?.value
    try await composition.use { _ in () }
  }
}

/// The console between the terminal and the effects.
struct ConsoleLoop {
  let loop: TerminalLoop<ConsoleEvent>
  let runner: EffectRunner

  func run() {
    var console = Console()
    console = started(console)
    let runner = runner
    loop.run(tick: 0.25) { events in
      var effects = console.handle(.tick(Date().timeIntervalSince1970))
      for event in events {
        switch event {
        case .terminal(let event): effects += console.handle(.terminal(event))
        case .message(let event): effects += console.handle(event)
        case .tick: break
        }
      }
      for effect in effects {
        switch effect {
        case .quit: return .end
        case .suspend: return .suspend
        case .edit(let app): return .leave { runner.edit(app) }
        default: runner.start(effect)
        }
      }
      return .draw(console.render(loop.size), title: console.title)
    }
  }

  private func started(_ console: Console) -> Console {
    for effect in console.start() { runner.start(effect) }
    return console
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
      Streams.standardOutput(
        "\(app.name.visible): API status \(app.api.state.rawValue) (\(app.api.detail.visible)); tasks: \(words.isEmpty ? "none" : words.joined(separator: ", "))"
      )
      let open = TaskFilter(app: app.id, statuses: [.pending, .approved, .running, .failed])
      try engine.tasks(open, limit: 100) { task in
        Streams.standardOutput(
          "  \(task.id) \(task.status.rawValue) \(task.action.rawValue) \(task.name.visible)")
      }
    }
  }
}
