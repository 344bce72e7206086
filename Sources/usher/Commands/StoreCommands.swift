import Text
import ArgumentParser
import Engine
import Foundation
import Host
import Storage

/// The store as its keeper sees it.
struct StoreCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "store", abstract: "Checks and copies the store.",
    subcommands: [Init.self, Check.self, Backup.self, Copy.self])

  struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "check",
      abstract: "Checks every part of the store and names what is wrong; writes nothing.")

    @OptionGroup var options: Options

    func run() async throws {
      let place = try StorePlace(options, makes: false)
      try place.refuseEmptied()
      let store = try place.openToRead()
      let findings = try Composition.engine(on: store)
        .audit.checkStore(store, head: try place.head.read())
      var list = ResultList(options.form, headings: ["PART", "HOLDS", "WHAT WAS SEEN"], limit: 0)
      for finding in findings {
        let holds = finding.problems.isEmpty
        let seen = holds ? finding.seen : finding.problems.joined(separator: "; ")
        list.add([finding.part.rawValue, holds ? "yes" : "NO", seen], finding.json)
      }
      list.end()
      if let problem = findings.flatMap(\.problems).first {
        throw Failure(
          "the store \(place.words) is damaged: \(problem); restore a backup, and find out what wrote to it",
          code: "store-damaged")
      }
    }
  }

  struct Backup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "backup",
      abstract: "Copies the store into a file, while others work on it.",
      discussion: """
        The copy is checked, and is a store itself: --store sqlite:///FILE. To bring it back, end \
        everything that uses the store and put the copy in its place, without the files ending in \
        -wal and -shm.
        """)

    @Argument(help: "The file to write.", completion: .file())
    var file: String

    @OptionGroup var options: Options

    func run() async throws {
      let target = URL(fileURLWithPath: file).path
      let place = try StorePlace(options, makes: false)
      try place.refuseEmptied()
      let store = try place.openToRead()
      var status = stat()
      let exists = lstat(target, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
      if exists { try options.confirm("This replaces the file \(target).") }
      let size = try store.backUp(to: target, replaces: exists)
      let entries = try SQLiteStore(reading: target).read { try $0.audit.head().seq }
      if options.isForPrograms {
        let json: JSONValue = [
          "file": .string(target), "bytes": .integer(Int64(size)),
          "auditEntries": .integer(entries),
        ]
        Streams.standardOutput(json.text)
      } else {
        options.say(
          "\(target.visible): \(size) bytes, whole, with \(Words.count(Int(entries), "audit entry", "audit entries"))"
        )
      }
    }
  }
}

extension StoreFinding {
  /// The finding as programs get it.
  fileprivate var json: JSONValue {
    [
      "part": .string(part.rawValue), "holds": .bool(problems.isEmpty), "seen": .string(seen),
      "problems": .array(problems.map { .string($0) }),
    ]
  }
}
