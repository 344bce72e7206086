import Text
public import ArgumentParser
import Engine
import Foundation
import Host
public import Provisioning
import SCIM

extension AuditHead: ExpressibleByArgument {
  /// A head as it is given on the command line.
  public init?(argument: String) { self.init(argument) }
}

extension Audit {
  struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "verify",
      abstract:
        "Computes the log's chain again, and names the first entry that was changed.")

    @Option(
      help: ArgumentHelp(
        "A head that audit head printed: nothing before it may be changed or missing; may be repeated.",
        valueName: "count:hash"))
    var head: [AuditHead] = []

    @Option(
      help: ArgumentHelp("An exported log instead of the store's.", valueName: "file"),
      completion: .file())
    var file: String?

    @OptionGroup var options: Options

    func run() async throws {
      let progress = Progress("verifying entries", isQuiet: options.quiet)
      do {
        let found: AuditHead
        if let file {
          found = try ExportedLog(path: file).verify(heads: head, progress: progress.update)
        } else {
          let composition = try Composition(options)
          let known = try composition.head.read().map { [$0] } ?? []
          found = try composition.engine.audit.verify(
            heads: head + known, progress: progress.update)
        }
        progress.end()
        tell(found)
      } catch let broken as AuditChain.Broken {
        progress.end()
        throw Failure(
          "the audit log is broken at entry \(broken.seq): \(broken.what); keep \(file == nil ? "the store" : "the file") as it is and find out who could write to it",
          code: "audit-broken")
      }
    }

    private func tell(_ head: AuditHead) {
      if options.isForPrograms {
        Streams.standardOutput(head.json.text)
      } else {
        Streams.standardOutput(
          "\(Words.count(Int(head.entries), "entry", "entries")), unbroken, head \(head.hash.prefix(16))"
        )
      }
    }
  }

  struct Head: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "head",
      abstract:
        "Prints count and hash of the last entry, to be written down elsewhere for audit verify --head."
    )

    @OptionGroup var options: Options

    func run() async throws {
      let head = try Composition(options).engine.audit.head()
      if head.entries == 0 { throw Failure("the log is empty, so it has no head") }
      Streams.standardOutput(options.isForPrograms ? head.json.text : head.text)
    }
  }

  struct Export: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "export",
      abstract:
        "Writes the whole log as JSON Lines, its head as the last, for others to keep and verify.")

    @Argument(help: "The file, readable by its owner alone; without it, standard output.")
    var file: String?

    @OptionGroup var options: Options

    func run() async throws {
      let engine = try Composition(options).engine
      guard let file else {
        return try ExportedLog.write(engine) { line in Streams.standardOutput(line) }
      }
      let count = try ExportedLog(path: file).write(engine)
      options.say("\(Words.count(Int(count), "entry", "entries")) written to \(file.visible)")
    }
  }
}

extension AuditHead {
  /// The head as programs get it.
  var json: JSONValue { ["entries": .integer(entries), "hash": .string(hash)] }
}
