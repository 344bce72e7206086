/// Makes the tables, or brings them to this version's schema, one process at a time.
struct PostgreSQLMigration {
  /// The lock that whoever writes holds: the letters of `usher`.
  static let lock = 0x75_73_68_65_72

  private let connection: PostgreSQLConnection

  init(_ connection: PostgreSQLConnection) { self.connection = connection }

  /// - Parameter makes: whether a schema is made where there is none.
  /// - Throws: ``StoreError`` where there is none, or a newer one; nothing is changed then.
  func run(makes: Bool) throws {
    if try isCurrent() { return }
    guard makes else { throw StoreError.noTables }
    try connection.begin("BEGIN; SELECT pg_advisory_xact_lock(\(Self.lock))")
    do {
      // Another process may have made it meanwhile.
      if try !isCurrent() { try connection.execute(PostgreSQLSchema.creation()) }
      try connection.execute("COMMIT")
    } catch {
      connection.rollBack()
      throw error
    }
  }

  /// Whether the schema is this version's.
  ///
  /// - Throws: ``StoreError`` where it is a newer one, or only a part of it is there.
  private func isCurrent() throws -> Bool {
    let isThere = try connection.execute("SELECT to_regclass('usher.schema_step') IS NOT NULL")
    guard isThere == "t" else { return false }
    let steps = Set(try connection.texts("SELECT identifier FROM schema_step"))
    guard steps.isSubset(of: PostgreSQLSchema.steps) else { throw StoreError.newer }
    guard steps.count == PostgreSQLSchema.steps.count else { throw StoreError.olderDatabase }
    return true
  }
}
