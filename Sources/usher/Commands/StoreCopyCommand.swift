import ArgumentParser
import Engine
import Foundation
import Host
import Provisioning
import Storage
import Text

extension StoreCommand {
  struct Copy: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "copy",
      abstract: "Copies everything from one store into another, such as from SQLite to PostgreSQL.",
      discussion: """
        Each is sqlite:///PATH or postgresql://USER@HOST/DATABASE. Others wait until the end. What was \
        copied is read back and compared, and the audit log is verified; the other store holds all of it, \
        or what it held before.
        """)

    @Argument(help: "The store that is read.")
    var from: String

    @Argument(help: "The store that is written; what it holds is replaced, which is asked first.")
    var to: String

    @OptionGroup var options: Options

    func run() async throws {
      let (source, target) = (
        try StorePlace(options, store: from), try StorePlace(options, store: to)
      )
      guard !source.isSame(as: target) else {
        throw Failure("both are the same store; name another one", code: "same-store")
      }
      try source.refuseEmptied()
      // One that is not there is not made.
      _ = try source.openToRead()
      let made = try target.open()
      let copy = StoreCopy(from: try source.open(), to: made)
      if try !copy.isTargetEmpty() {
        try options.confirm("This replaces everything in the store \(target.words).")
      }
      let counts = try copy.run()
      try verify(made, target, head: try source.head.read())
      report(counts, target)
    }

    private func verify(_ store: any StoreCare, _ place: StorePlace, head: AuditHead?) throws {
      let engine = try Composition.engine(on: store)
      if let problem = try engine.audit.checkStore(store, head: head).flatMap(\.problems).first {
        throw Failure(
          "the copy at \(place.words) is not whole: \(problem); do not use it, and check the store that it came from",
          code: "store-damaged")
      }
      let last = try engine.audit.head()
      if last.entries > 0 { place.head.advance(to: last) }
    }

    private func report(_ counts: StoreCopy.Counts, _ place: StorePlace) {
      let rows = counts.reduce(0) { $0 + $1.rows }
      if options.isForPrograms {
        let tables = counts.map { ($0.table, JSONValue.integer(Int64($0.rows))) }
        let json: JSONValue = [
          "store": .string(place.words), "rows": .integer(Int64(rows)),
          "tables": .object(JSONObject(tables)),
        ]
        Streams.standardOutput(json.text)
      } else {
        options.say(
          "\(place.words.visible): \(Words.count(rows, "row", "rows")), read back and found equal; the audit log holds"
        )
      }
    }
  }
}
