import ArgumentParser
import Engine
import Host
import Storage

extension StoreCommand {
  struct Init: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "init",
      abstract: "Makes an empty store; --roles makes roles in a PostgreSQL database.",
      discussion: """
        The roles are usher_reader, usher_approver, usher_operator and usher_owner. Nobody can log in as \
        one; a login gets one by GRANT usher_approver TO vera. In a store that is there, the indexes for \
        the search of texts are made where the server has pg_trgm.
        """)

    @Flag(help: "Make the roles, and give them their rights to the tables.") var roles = false

    @Flag(help: "Print the statements that make the roles, and run nothing.") var print = false

    @OptionGroup var options: Options

    func validate() throws {
      if print, !roles { throw ValidationError("--print goes with --roles") }
    }

    func run() async throws {
      if print {
        // A line at a time: within a text that is written, a line's end is shown and not made.
        for line in PostgreSQLStore.roleStatements.split(separator: "\n") {
          Streams.standardOutput(String(line))
        }
        return
      }
      let place = try StorePlace(options)
      try place.refuseEmptied()
      let store = try place.open()
      try (store as? PostgreSQLStore)?.makeSearch()
      guard roles else { return options.say("the store \(place.words) is there") }
      guard let store = store as? PostgreSQLStore else {
        throw Failure(
          "a store in a file has no roles: whoever can read its home can use it; name a PostgreSQL database by --store",
          code: "store-not-on-server")
      }
      try store.makeRoles()
      options.say(
        "the store \(place.words) has the roles \(DatabaseRole.allCases.map(\.name).joined(separator: ", "))"
      )
    }
  }
}
