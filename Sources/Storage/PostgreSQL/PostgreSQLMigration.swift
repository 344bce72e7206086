/// Makes the tables, or brings them to this version's schema, one process at a time.
struct PostgreSQLMigration {
  /// The lock that whoever writes holds: the letters of `usher`.
  static let lock = 0x75_73_68_65_72

  private let connection: PostgreSQLConnection

  init(_ connection: PostgreSQLConnection) { self.connection = connection }

  /// - Parameter makes: whether a schema is made where there is none, and an older one changed.
  /// - Throws: ``StoreError`` where there is none, or a newer one; nothing is changed then.
  func run(makes: Bool) throws {
    if try isCurrent(taken()) { return }
    guard makes else {
      throw try taken() == nil ? StoreError.noTables : StoreError.olderTables
    }
    try connection.begin("BEGIN; SELECT pg_advisory_xact_lock(\(Self.lock))")
    do {
      // Another process may have done it meanwhile.
      let taken = try taken()
      if try !isCurrent(taken) {
        guard let steps = try taken.map(PostgreSQLSchema.upgrade) ?? PostgreSQLSchema.creation()
        else { throw StoreError.tooOld }
        try connection.execute(steps)
        try PostgreSQLSearch(connection).make()
        // Tables that are new belong to the roles as those before.
        if try connection.execute(DatabaseRole.areUsed) == "t" {
          try connection.execute(DatabaseRole.grants)
        }
      }
      try connection.execute("COMMIT")
    } catch {
      connection.rollBack()
      throw error
    }
  }

  /// The steps that were taken; `nil` where there is no schema.
  private func taken() throws -> Set<String>? {
    let isThere = try connection.execute("SELECT to_regclass('usher.schema_step') IS NOT NULL")
    guard isThere == "t" else { return nil }
    return Set(try connection.texts("SELECT identifier FROM schema_step"))
  }

  /// Whether the schema is this version's.
  ///
  /// - Throws: ``StoreError`` where it is a newer one.
  private func isCurrent(_ taken: Set<String>?) throws -> Bool {
    guard let taken else { return false }
    guard taken.isSubset(of: PostgreSQLSchema.steps) else { throw StoreError.newer }
    return taken.count == PostgreSQLSchema.steps.count
  }
}
