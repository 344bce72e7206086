import Text
import ArgumentParser
import Directories
import Engine
import Provisioning
import SCIM
import Synchronization

/// The directory as a whole.
struct DirectoryCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "directory",
    abstract: "Imports users and their roles into the directory, and reads directory sources.",
    subcommands: [Import.self, List.self, Test.self, Sync.self])

  /// Takes users in from a file.
  struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "import",
      abstract: "Imports users from a .csv or .jsonl file: all of them, or none.",
      discussion: "Evaluates the apps before it returns, so that their tasks are there afterwards.")

    @Argument(help: "The file.", completion: .file(extensions: ["csv", "jsonl"]))
    var file: String

    @Flag(help: "Delete everyone who is not in the file.")
    var replace = false

    @Option(
      help: ArgumentHelp(
        "How many users --replace may delete if that is everyone.", valueName: "n"))
    var acceptDeletions: Int?

    @Flag(help: "Only count what would change.")
    var dryRun = false

    @Flag(help: "Users with another key but the same username are the same people.")
    var rekey = false

    @Option(
      help: ArgumentHelp(
        "How many usernames now belong to other people; the exact number.", valueName: "n"))
    var otherPeople: Int?

    @OptionGroup var format: FileFormatOptions
    @OptionGroup var options: Options

    func validate() throws {
      if acceptDeletions != nil, !replace {
        throw ValidationError("--accept-deletions goes with --replace")
      }
      if rekey, otherPeople != nil {
        throw ValidationError(
          "--rekey says that they are the same people, --other-people that they are not")
      }
    }

    private var keys: KeyChangeReading {
      rekey ? .samePeople : otherPeople.map { .otherPeople($0) } ?? .asUsual
    }

    func run() async throws {
      let composition = try Composition(options)
      let settings = try composition.engine.configuration.directorySettings()
      let reader = Mutex(
        try DirectoryReader(path: file, options: try format.reading(with: settings.columns)))
      let progress = Progress("reading users", isQuiet: options.quiet)
      let result = try await composition.use { engine in
        try engine.people.importFile(
          replace: replace, acceptDeletions: acceptDeletions, dryRun: dryRun, source: file,
          keys: keys, progress: progress.update
        ) { take in
          while let record = try reader.withLock({ try $0.next() }) { try take(record.entry) }
        }
      }
      progress.end()
      show(result, reader.withLock { $0.report })
    }

    private func show(_ result: ImportResult, _ report: ReadingReport) {
      ImportText.warn(report)
      if options.isForPrograms {
        Streams.json(ImportText.json(result, report))
      } else {
        if !options.quiet { ImportText.lines(result, report).forEach { options.say($0) } }
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

/// How a directory file is to be read.
struct FileFormatOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Which attribute a column is; with nothing after = the column is left out.",
      valueName: "header=attribute"))
  var column: [String] = []

  @Option(help: "The encoding: utf-8, utf-16 or windows-1252. Default: as the file says.")
  var encoding: String?

  @Option(help: "What separates the columns: comma, semicolon, tab or bar. Default: by the header.")
  var separator: String?

  mutating func validate() throws { _ = try reading(with: [:]) }

  /// The options of the reader.
  ///
  /// - Parameter columns: what the configuration says of columns.
  func reading(with columns: [String: String]) throws -> ReadingOptions {
    var options = ReadingOptions(columns: ColumnMapping(ofEveryFile: columns))
    for text in column {
      // A header may hold a `=`, an attribute does not.
      guard let equals = text.lastIndex(of: "="), equals != text.startIndex else {
        throw ValidationError("'\(text)' is not HEADER=ATTRIBUTE")
      }
      let header = String(text[..<equals]).trimmed
      let attribute = String(text[text.index(after: equals)...]).trimmed
      if let before = options.columns.ofFile.updateValue(attribute, forKey: header),
        before != attribute
      {
        throw ValidationError("--column names '\(header)' twice")
      }
    }
    if let encoding {
      guard let known = TextEncoding(named: encoding) else {
        throw ValidationError("--encoding is utf-8, utf-16 or windows-1252, not '\(encoding)'")
      }
      options.encoding = known
    }
    if let separator {
      guard let known = Separator(named: separator) else {
        throw ValidationError("--separator is comma, semicolon, tab or bar, not '\(separator)'")
      }
      options.separator = known
    }
    return options
  }
}
