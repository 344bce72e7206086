import Text
import ArgumentParser
import Engine
import Foundation

extension DirectoryCommand {
  /// The sources and how their readings went.
  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list",
      abstract: "Lists the directory sources: when each was read, and what is wrong.")

    @OptionGroup var options: Options

    func run() async throws {
      let sources = try Composition(options).engine.sources.all()
      var list = ResultList(
        options.form,
        headings: [
          "NAME", "KIND", "STATE", "LAST READ", "TOOK", "PEOPLE", "WHAT CHANGED OR IS WRONG",
        ])
      for source in sources { list.add(SourceText.cells(source), SourceText.json(source)) }
      list.end(
        empty: "no directory sources; name them under directories: in the configuration file")
      guard !options.isForPrograms else { return }
      for source in sources {
        for note in source.state.last?.notes ?? [] { options.say("\(source.name): \(note)") }
      }
    }
  }

  /// Proves that a source can be read.
  struct Test: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "test",
      abstract: "Shows step by step that a source can be read, and three people; takes nothing.")

    @Argument(help: "The source.") var source: String

    @OptionGroup var options: Options

    func run() async throws {
      let composition = try Composition(options)
      var steps: [SourceStep] = []
      let proof = try await composition.directorySync.prove(source) { steps.append($0) }
      let holds = steps.allSatisfy(\.holds)
      if options.isForPrograms {
        Streams.json(SourceText.json(steps, proof))
      } else {
        var list = ResultList(.table, headings: ["STEP", "HOLDS", "WHAT WAS SEEN"], limit: 0)
        for step in steps {
          list.add([step.name, step.holds ? "yes" : "no", step.detail], .null)
        }
        list.end()
        SourceText.lines(proof).forEach(Streams.standardOutput)
      }
      if !holds { throw ExitCode(1) }
    }
  }

  /// Reads sources now.
  struct Sync: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "sync",
      abstract: "Reads a directory source, or all of them, and takes what they show.",
      discussion:
        "Between the readings of everyone, only who changed is read where the source can tell. A reading is complete before anything is taken. Too many people missing stop it, with the number."
    )

    @Argument(help: "The source; without one, all of them.") var source: String?

    @Flag(help: "Read everyone, whatever the source says of changes.")
    var full = false

    @Flag(help: "Only count what would change.")
    var dryRun = false

    @Option(
      help: ArgumentHelp("How many people are missing and gone; the exact number.", valueName: "n"))
    var acceptMissing: Int?

    @Option(
      help: ArgumentHelp(
        "How many memberships of roles are gone; the exact number.", valueName: "n"))
    var acceptLostRoles: Int?

    @Flag(help: "Users with another key but the same username are the same people.")
    var rekey = false

    @Option(
      help: ArgumentHelp(
        "How many usernames now belong to other people; the exact number.", valueName: "n"))
    var otherPeople: Int?

    @OptionGroup var options: Options

    func validate() throws {
      if rekey, otherPeople != nil {
        throw ValidationError(
          "--rekey says that they are the same people, --other-people that they are not")
      }
      if acceptMissing ?? acceptLostRoles ?? otherPeople != nil || rekey, source == nil {
        throw ValidationError("a number is for one source; name it")
      }
    }

    private var request: SyncRequest {
      var request = SyncRequest()
      request.full = full
      request.dryRun = dryRun
      request.acceptMissing = acceptMissing
      request.acceptLostRoles = acceptLostRoles
      request.keys = rekey ? .samePeople : otherPeople.map { .otherPeople($0) } ?? .asUsual
      return request
    }

    func run() async throws {
      let composition = try Composition(options)
      let names = try source.map { [$0] } ?? composition.engine.sources.all().map(\.name)
      if names.isEmpty { throw EngineError.unknownSource("", known: []) }
      var list = ResultList(options.form, headings: [], limit: 0)
      var failures: [any Error] = []
      for name in names {
        do {
          let result = try await read(name, composition)
          if options.isForPrograms { list.add([], SourceText.json(result)) }
          show(result)
        } catch  where names.count > 1 && !(error is CancellationError) {
          failures.append(error)
        }
      }
      if options.isForPrograms { list.end() }
      guard let first = failures.first else { return }
      for error in failures.dropFirst() {
        for line in Complaint.lines(of: error) {
          Streams.standardError("usher: error: \(line)", style: .error)
        }
      }
      throw first
    }

    private func read(_ name: String, _ composition: Composition) async throws -> SyncResult {
      let progress = Progress("\(name.visible): people read", isQuiet: options.quiet)
      let request = request
      let result = try await composition.use { _ in
        try await Interruption.run {
          try await composition.directorySync.sync(name, request, progress: progress.update)
        }
      }
      progress.end()
      return result
    }

    private func show(_ result: SyncResult) {
      for note in result.notes {
        Streams.standardError("usher: warning: \(result.source.visible): \(note)", style: .warning)
      }
      if !options.isForPrograms {
        options.say(SourceText.line(result, dryRun: dryRun))
        result.changes.people.forEach { options.say("  \($0.visible)") }
      }
      Words.tell(result.changes.apps, isQuiet: options.quiet || dryRun)
    }
  }
}
