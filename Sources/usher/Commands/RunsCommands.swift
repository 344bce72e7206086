import Text
import ArgumentParser
import Engine
import Provisioning
import SCIM

/// What workers did, run by run.
struct Runs: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "runs",
    abstract: "Lists what workers did, run by run: who, when, and how many tasks.",
    subcommands: [List.self, Show.self], defaultSubcommand: List.self)

  /// The runs, the newest first.
  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "Lists the runs, the newest first; usher undo takes one back.")

    @Option(help: "Only this app.") var app: String?

    @Option(help: "How many at most; 0 for all.") var limit: Int?

    @OptionGroup var options: Options

    func run() async throws {
      var list = ResultList(
        options.form,
        headings: ["RUN", "STARTED", "LAST TASK", "APP", "WHO", "BY", "DONE", "FAILED"],
        limit: limit)
      let wanted = list.wanted.map { $0 + 1 } ?? .max
      for (run, app) in try Composition(options).engine.runs.all(app, limit: wanted) {
        list.add(run.cells(app), run.json(app))
      }
      list.end(empty: "no run yet: usher run executes approved tasks")
    }
  }

  /// One run with its tasks.
  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "Shows a run, and the tasks that it took last.")

    @Argument(help: "The number of the run.") var number: RunID

    @Option(help: "How many tasks at most; 0 for all.") var limit: Int?

    @OptionGroup var options: Options

    func run() async throws {
      let most = limit == 0 ? Int.max : limit ?? (options.isForPrograms ? .max : 100)
      let (record, app, tasks) = try Composition(options).engine.runs.detail(number, limit: most)
      if options.isForPrograms {
        var json = record.json(app).object ?? JSONObject()
        json["tasks"] = .array(tasks.map { .integer($0.id) })
        return Streams.json(.object(json))
      }
      options.say(
        "run \(record.id) of \(record.by.visible) by \(record.means.visible) in \(app.visible), \(Words.local(record.startedAt)) to \(Words.local(record.lastAt)): \(record.provisioned) done, \(record.failed) failed"
      )
      var list = ResultList(
        options.form, headings: ["TASK", "STATUS", "ACTION", "NAME"], limit: limit)
      for task in tasks {
        list.add(
          [String(task.id), task.status.rawValue, task.action.rawValue, task.name], .null)
      }
      list.end(empty: "its tasks were taken by later runs, or are gone with their app")
      options.say("usher undo \(record.id) --dry-run shows what takes it back")
    }
  }
}

extension RunRecord {
  fileprivate func cells(_ app: String) -> [String] {
    [
      String(id), Words.local(startedAt), Words.local(lastAt), app, by, means,
      String(provisioned), String(failed),
    ]
  }

  fileprivate func json(_ app: String) -> JSONValue {
    [
      "run": .integer(id), "app": .string(app), "by": .string(by), "origin": .string(origin),
      "means": .string(means), "startedAt": .string(Words.moment(startedAt)),
      "lastAt": .string(Words.moment(lastAt)), "provisioned": .integer(Int64(provisioned)),
      "failed": .integer(Int64(failed)), "moved": .integer(Int64(moved)),
    ]
  }
}
