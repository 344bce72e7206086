import Text
import ArgumentParser
import Engine
import Foundation
import Provisioning
import SCIM

/// What needs a person, for a person and for monitoring.
struct Status: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Says for each app what waits for a person.",
    discussion: """
      With --check the exit code is 2 if anything does not work: an app is paused or cannot be \
      reached, tasks failed, a limit stopped a plan, approved tasks wait and no worker takes them, the \
      app differed when it was read back last, or a source of people was not read in time. Pending approvals are no problem unless --max-age \
      says so.
      """)

  @Option(help: "Only this app.") var app: String?

  @Flag(help: "Exit with 2 if anything does not work.") var check = false

  @Option(
    help: ArgumentHelp(
      "With --check: hours after which a pending task is a problem.", valueName: "hours"))
  var maxAge: Double?

  @OptionGroup var options: Options

  func validate() throws {
    if let maxAge, !check || maxAge < 0 {
      throw ValidationError("--max-age takes hours, and goes with --check")
    }
  }

  func run() async throws {
    let engine = try Composition(options).engine
    let now = Date().timeIntervalSince1970
    let apps = try engine.standing.status(of: app)
    let sources = try app == nil ? engine.sources.late() : []
    if options.isForPrograms {
      var list = ResultList(options.form, headings: [])
      for status in apps { list.add([], status.json(now: now)) }
      for source in sources { list.add([], source.json) }
      list.end()
    } else {
      for line in apps.flatMap({ $0.lines(now: now) }) { Streams.standardOutput(line) }
      for source in sources {
        Streams.standardOutput("! \(source.sentence.visible): usher directory sources")
      }
      if apps.isEmpty { options.say("no app is set up yet; usher apply -f FILE sets one up") }
    }
    let isTooOld = apps.flatMap(\.needs).contains { need in
      guard let maxAge, let since = need.since else { return false }
      return now - since > maxAge * 3600
    }
    let isWrong = !sources.isEmpty || apps.flatMap(\.needs).contains(where: \.isProblem)
    if check, isTooOld || isWrong { throw ExitCode(2) }
  }
}

extension AppStatus {
  /// How the app stands, as lines for a person.
  func lines(now: Double) -> [String] {
    let words = TaskStatus.allCases.compactMap { status in
      counts[status].flatMap { $0 > 0 ? "\($0) \(status.rawValue)" : nil }
    }
    let tasks = words.isEmpty ? "no tasks" : words.joined(separator: ", ")
    var lines = ["\(app.name.visible): API status \(app.api.state.rawValue); \(tasks)"]
    for need in needs {
      lines.append(
        "  \(need.isProblem ? "!" : "-") \(need.sentence(now: now).visible): \(need.command(for: app.name).visible)"
      )
    }
    if hasMoreFailures { lines.append("  ! more tasks failed, whose causes are not counted here") }
    if needs.isEmpty { lines.append("  nothing waits for a person") }
    return lines
  }

  /// The same for programs.
  func json(now: Double) -> JSONValue {
    [
      "app": .string(app.name),
      "api": .string(app.api.state.rawValue),
      "paused": app.pause.map { .string($0.reason) } ?? .null,
      "tasks": SCIMText.object(TaskStatus.allCases.map { ($0.rawValue, counts[$0] ?? 0) }),
      "ok": .bool(!needs.contains(where: \.isProblem)),
      "needs": .array(
        needs.map { need in
          [
            "code": .string(need.code),
            "problem": .bool(need.isProblem),
            "count": need.count.map { .integer(Int64($0)) } ?? .null,
            "since": need.since.map { .string(Words.moment($0)) } ?? .null,
            "sentence": .string(need.sentence(now: now)),
            "command": .string(need.command(for: app.name)),
          ]
        }),
    ]
  }
}

extension LateSource {
  /// The source as programs get it.
  var json: JSONValue {
    [
      "source": .string(name), "ok": .bool(false),
      "needs": [
        [
          "code": "late-source", "problem": .bool(true), "count": .null,
          "since": since.map { .string(Words.moment($0)) } ?? .null,
          "sentence": .string(sentence), "command": "usher directory sources",
        ]
      ],
    ]
  }
}
