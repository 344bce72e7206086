import ArgumentParser
import Directories
import Engine

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

    @OptionGroup var options: Options

    func run() async throws {
      var reader = try DirectoryReader(path: file)
      let composition = try Composition(options)
      let progress = Progress("reading users", isQuiet: options.quiet)
      let result = try await composition.use { engine in
        try engine.importDirectory(
          replace: replace, dryRun: dryRun, source: file, progress: progress.update
        ) { take in
          try reader.read { try take($0.entry) }
        }
      }
      progress.end()
      show(result)
    }

    private func show(_ result: ImportResult) {
      if options.isForPrograms {
        Streams.json(
          SCIMText.object([
            ("added", result.added), ("changed", result.changed),
            ("unchanged", result.unchanged), ("deleted", result.deleted),
          ]))
      } else {
        let deleted = replace ? ", \(result.deleted) deleted" : ""
        options.say(
          "\(dryRun ? "would be: " : "")\(result.added) added, \(result.changed) changed, \(result.unchanged) unchanged\(deleted)"
        )
      }
      Words.tell(result.apps, isQuiet: options.quiet || dryRun)
    }
  }
}
