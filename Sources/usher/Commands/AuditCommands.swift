import ArgumentParser
import Engine
import Provisioning
import SCIM

/// Who did what when.
struct Audit: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "The audit log: who did what when.", subcommands: [List.self, Verify.self])

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Lists entries, newest first.")

    @Option(help: "How many at most; 0 for all.") var limit: Int?

    @OptionGroup var options: Options

    func run() async throws {
      let engine = try Composition(options).engine
      var list = ResultList(
        options.form, headings: ["ENTRY", "WHEN", "WHO", "FROM", "WHAT", "SUBJECT", "DETAIL"],
        limit: limit)
      try engine.auditEntries(limit: list.wanted) { entry in
        list.add(
          [
            String(entry.seq), Words.local(entry.at), entry.actor.name, entry.actor.origin,
            entry.action, entry.subject,
            entry.detail == .object(JSONObject()) ? "" : entry.detail.text,
          ], entry.json)
      }
      list.end(total: Int(try engine.auditCount()), empty: "nothing was done yet")
    }
  }

  struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract:
        "Computes the log's chain anew, and names the first entry that is not as it was written.")

    @OptionGroup var options: Options

    func run() async throws {
      let composition = try Composition(options)
      let check = try composition.engine.verifyAudit(head: try composition.head.read())
      if let broken = check.broken {
        throw Failure(
          "the audit log is broken at entry \(broken.seq): \(broken.what); keep the store as it is and find out who could write to it"
        )
      }
      if options.isForPrograms {
        Streams.standardOutput(
          JSONValue.object(
            JSONObject([("entries", .integer(check.entries)), ("hash", .string(check.hash))])
          ).text)
      } else {
        Streams.standardOutput(
          "\(Words.count(Int(check.entries), "entry", "entries")), unbroken, head \(check.hash.prefix(16))"
        )
      }
    }
  }
}

extension AuditEntry {
  /// The entry as programs get it.
  var json: JSONValue {
    [
      "seq": .integer(seq), "at": .string(Words.moment(at)), "actor": .string(actor.name),
      "origin": .string(actor.origin), "action": .string(action), "subject": .string(subject),
      "detail": detail, "previousHash": .string(previousHash), "hash": .string(hash),
    ]
  }
}
