import Text
import ArgumentParser
import Engine
import Foundation
import Host
import Provisioning
import SCIM

/// The worker.
struct Run: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Executes approved tasks, until stopped or until nothing is left that can run.")

  @Flag(help: "End when nothing is left that can run.") var untilIdle = false

  @Option(help: "Only this app.") var app: String?

  @Option(help: "How many requests at once.") var concurrency: Int?

  @Option(
    help: ArgumentHelp(
      "Serve OpenMetrics at http://HOST:PORT/metrics; without a host on this one alone.",
      valueName: "host:port"))
  var metrics: ListenAddress?

  @OptionGroup var log: LogOptions

  @OptionGroup var options: Options

  func validate() throws {
    if let concurrency, !(1...256).contains(concurrency) {
      throw ValidationError("--concurrency goes from 1 to 256")
    }
  }

  func run() async throws {
    // Everything else on standard error is for people.
    var options = options
    if log.logFormat == .json { options.quiet = true }
    let composition = try Composition(options, log: log.lines)
    let progress = Progress("tasks done", isQuiet: options.quiet)
    let done = Locked(RunReport())
    let worker = Worker(
      composition.engine, app: app, concurrency: concurrency, untilIdle: untilIdle
    ) { report in
      done.set(report)
      progress.update(report.provisioned + report.failed + report.moved)
    }
    if !untilIdle { options.say("working; Ctrl-c stops after the running requests") }
    let services = RunServices(
      composition: composition, metrics: metrics, staysUp: !untilIdle, report: done)
    let report = try await composition.use { _ in
      try await Interruption.run { try await services.run(beside: worker) }
    }
    progress.end()
    try tell(report, options)
  }

  private func tell(_ report: RunReport, _ options: Options) throws {
    if options.isForPrograms {
      Streams.json(
        SCIMText.object([
          ("provisioned", report.provisioned), ("failed", report.failed), ("moved", report.moved),
        ]))
    } else {
      let moved = report.moved > 0 ? ", \(report.moved) planned again" : ""
      options.say("\(report.provisioned) provisioned, \(report.failed) failed\(moved)")
    }
    for app in report.disconnected.sorted() {
      Streams.standardError(
        "usher: warning: \(EngineError.notConnected(app: app).sentence)", style: .warning)
    }
    if let (app, reason) = report.paused.sorted(by: { $0.key < $1.key }).first {
      throw EngineError.paused(app: app, reason: reason)
    }
    if untilIdle, report.failed > 0 {
      options.say("usher tasks list --status failed says why")
      throw ExitCode(2)
    }
  }
}

/// Reads an app back.
struct Verify: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract:
      "Reads an app's accounts and groups back, and prints how they differ from what they should be."
  )

  @Argument(help: "The app.") var app: String

  @Option(help: "Only this user.") var user: String?

  @OptionGroup var options: Options

  func run() async throws {
    let progress = Progress("reading", isQuiet: options.quiet)
    let report = try await Composition(options).use {
      try await $0.verification.verify(app, user: user, progress: progress.update)
    }
    progress.end()
    var list = ResultList(options.form, headings: ["WHAT", "NAME", "DIFFERENCE"], limit: 0)
    for difference in report.differences {
      list.add(
        [difference.resource.rawValue, difference.name, difference.what],
        [
          "resource": .string(difference.resource.rawValue), "name": .string(difference.name),
          "difference": .string(difference.what),
        ])
    }
    if options.isForPrograms {
      for group in report.notChecked {
        list.add(
          [],
          [
            "resource": "group", "name": .string(group.group), "difference": .null,
            "note": .string(group.sentence), "notChecked": .integer(Int64(group.count)),
            "of": .integer(Int64(group.of)),
          ])
      }
    }
    let missing = report.notChecked.reduce(0) { $0 + $1.count }
    list.end(
      empty: missing == 0
        ? "\(app) is as it should be" : "\(app) is as it should be, as far as it shows")
    for (path, count) in report.notKept.sorted(by: { $0.key < $1.key }) {
      options.say(
        "note: \(path.visible) is not kept by this app (\(Words.count(count, "account"))): usher connection findings \(app)"
      )
    }
    for group in report.notChecked { options.say("note: \(group.sentence.visible)") }
    for note in report.notes.prefix(20) { options.say("note: \(note.visible)") }
    if report.notes.count > 20 { options.say("and \(report.notes.count - 20) more notes") }
    options.say(
      "\(Words.count(report.accounts, "account")) and \(Words.count(report.groups, "group")) read, \(Words.count(report.differences.count, "difference"))\(missing == 0 ? "" : ", \(Words.count(missing, "membership")) not checked")"
    )
    if !report.differences.isEmpty {
      options.say("usher reapply \(app) files tasks that put them right")
      throw ExitCode(1)
    }
  }
}

/// The seed's test for one user.
struct TestRunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test-run",
    abstract:
      "Creates, changes and deletes the account of one user who has none, and confirms each step.")

  @Argument(help: "The app.") var app: String

  @Option(help: "The user.") var user: String

  @OptionGroup var options: Options

  func run() async throws {
    let composition = try Composition(options)
    _ = try composition.engine.configuration.app(named: app)
    try options.confirm(
      "This creates, changes and deletes the account of \(user) in \(app), without further approval."
    )
    let form = options.form
    let list = Locked(ResultList(form, headings: ["STEP", "RESULT", "WHAT WAS SEEN"], limit: 0))
    let report = try await composition.use { engine in
      try await engine.testRuns.run(app, user: user) { step in
        var current = list.get()
        current.add(
          [step.name, step.passed ? "passed" : "FAILED", step.detail],
          [
            "step": .string(step.name), "passed": .bool(step.passed),
            "detail": .string(step.detail), "task": step.task.map { .integer($0) } ?? .null,
          ])
        list.set(current)
      }
    }
    list.get().end()
    if !report.passed { throw ExitCode(2) }
  }
}

/// Ends work in an orderly way when the person, or the system, asks for it.
enum Interruption {
  /// Runs the body; on SIGINT or SIGTERM it is cancelled, and its result awaited. Who asks a second
  /// time does not want to wait: the leases of what is under way end by themselves.
  static func run<Result: Sendable>(_ body: @escaping @Sendable () async throws -> Result)
    async throws -> Result
  {
    let task = Task(operation: body)
    let wasAsked = Locked(false)
    let sources = [SIGINT, SIGTERM].map { signalNumber in
      signal(signalNumber, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: signalNumber)
      source.setEventHandler {
        if wasAsked.get() { Foundation.exit(130) }
        wasAsked.set(true)
        task.cancel()
      }
      source.resume()
      return source
    }
    defer { sources.forEach { $0.cancel() } }
    return try await task.value
  }
}
