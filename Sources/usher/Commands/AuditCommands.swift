import Text
import ArgumentParser
import Engine
import Provisioning
import SCIM

/// Who did what when.
struct Audit: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract: "The audit log: who did what when.",
    subcommands: [
      List.self, Verify.self, Head.self, Export.self,
    ])

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "Lists entries, newest first.")

    @Option(help: "How many at most; 0 for all.") var limit: Int?

    @OptionGroup var options: Options

    func run() async throws {
      let engine = try Composition(options).engine
      var list = ResultList(
        options.form, headings: ["ENTRY", "WHEN", "WHO", "FROM", "WHAT", "SUBJECT", "DETAIL"],
        limit: limit)
      try engine.audit.entries(limit: list.wanted) { entry in
        list.add(
          [
            String(entry.seq), Words.local(entry.at), entry.actor.name, entry.actor.origin,
            entry.action, entry.subject,
            entry.detail == .object(JSONObject()) ? "" : entry.detail.text,
          ], entry.json)
      }
      try list.end(total: Int(try engine.audit.count()), empty: "the log is empty")
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
