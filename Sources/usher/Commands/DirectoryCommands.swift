import ArgumentParser
import Directories
import Engine
import Provisioning
import SCIM

/// The directory as a whole.
struct DirectoryCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "directory", abstract: "Takes users and their roles into the directory.",
    subcommands: [Import.self])

  /// Takes users in from a file.
  struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Takes users in from a .csv or .jsonl file, all or none.",
      discussion: "What follows for the apps is evaluated before the command returns.")

    @Argument(help: "The file.", completion: .file(extensions: ["csv", "jsonl"]))
    var file: String

    @Flag(help: "Delete who is not in the file.")
    var replace = false

    @Flag(help: "Only count what would change.")
    var dryRun = false

    @Flag(help: "Users with another key under the same username are the same people.")
    var rekey = false

    @Option(
      help: ArgumentHelp(
        "So many usernames are really other people's now; the exact number.", valueName: "n"))
    var otherPeople: Int?

    @OptionGroup var options: Options

    func validate() throws {
      if rekey, otherPeople != nil {
        throw ValidationError("--rekey says they are the same people, --other-people that not")
      }
    }

    private var keys: KeyChangeReading {
      rekey ? .samePeople : otherPeople.map { .otherPeople($0) } ?? .asUsual
    }

    func run() async throws {
      var reader = try DirectoryReader(path: file)
      let composition = try Composition(options)
      let progress = Progress("reading users", isQuiet: options.quiet)
      let result = try await composition.use { engine in
        try engine.importDirectory(
          replace: replace, dryRun: dryRun, source: file, keys: keys, progress: progress.update
        ) { take in
          try reader.read { try take($0.entry) }
        }
      }
      progress.end()
      show(result)
    }

    private func show(_ result: ImportResult) {
      if options.isForPrograms {
        Streams.json([
          "added": .integer(Int64(result.added)), "changed": .integer(Int64(result.changed)),
          "unchanged": .integer(Int64(result.unchanged)),
          "deleted": .integer(Int64(result.deleted)), "renamed": .integer(Int64(result.renamed)),
          "displaced": .integer(Int64(result.displaced)),
          "rekeyed": .integer(Int64(result.rekeyed)),
          "people": .array(result.people.map { .string($0) }),
        ])
      } else {
        var deleted = replace || result.deleted > 0 ? ", \(result.deleted) deleted" : ""
        if result.renamed > 0 { deleted += "; \(result.renamed) of the changed were renamed" }
        if result.rekeyed > 0 {
          deleted += "; \(Words.count(result.rekeyed, "user")) kept under another key"
        }
        if result.displaced > 0 {
          deleted +=
            "; \(Words.count(result.displaced, "username")) went to another person, whose predecessor leaves"
        }
        options.say(
          "\(dryRun ? "would be: " : "")\(result.added) added, \(result.changed) changed, \(result.unchanged) unchanged\(deleted)"
        )
      }
      if !options.isForPrograms { result.people.forEach { options.say("  \($0.visible)") } }
      Words.tell(result.apps, isQuiet: options.quiet || dryRun)
    }
  }
}
