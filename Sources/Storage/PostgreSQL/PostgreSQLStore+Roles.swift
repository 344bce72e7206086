extension PostgreSQLStore {
  /// The statements that make the roles and give them their rights, for whoever may run them.
  public static var roleStatements: String {
    "SET search_path = usher;\n\(DatabaseRole.creation);\n\(DatabaseRole.grants);\n"
  }

  /// Makes the roles in the database, and gives them their rights to the tables. What is there already
  /// stays.
  ///
  /// - Throws: ``StoreError`` where this login may not make roles.
  public func makeRoles() throws {
    try wording {
      let connection = try PostgreSQLConnection(place)
      try connection.begin("BEGIN; SELECT pg_advisory_xact_lock(\(PostgreSQLMigration.lock))")
      do {
        try connection.execute("\(DatabaseRole.creation);\n\(DatabaseRole.grants)")
        try connection.execute("COMMIT")
      } catch let failure as PostgreSQLFailure {
        connection.rollBack()
        guard failure.state == "42501" else { throw failure }
        throw StoreError.mayNotMakeRoles(failure)
      }
    }
  }

  /// Makes the indexes for the search of texts, where the server has what they need.
  ///
  /// - Throws: ``StoreError`` where this login does not own the tables.
  public func makeSearch() throws {
    try wording {
      let connection = try PostgreSQLConnection(place)
      try connection.begin("BEGIN; SELECT pg_advisory_xact_lock(\(PostgreSQLMigration.lock))")
      do {
        try PostgreSQLSearch(connection).make()
        try connection.execute("COMMIT")
      } catch {
        connection.rollBack()
        throw error
      }
    }
  }

  /// Who the database takes this process for.
  public func login() throws -> DatabaseLogin {
    try wording {
      try readers.read { connection in
        let name = try connection.texts("SELECT session_user::text").first ?? ""
        let groups = Set(
          try connection.texts(
            """
            SELECT rolname::text FROM pg_roles
            WHERE rolname <> session_user AND pg_has_role(session_user, oid, 'MEMBER')
            """))
        let role = DatabaseRole.allCases.last { groups.contains($0.name) }
        let areUsed = try connection.execute(DatabaseRole.areUsed) == "t"
        return DatabaseLogin(name: name, role: areUsed ? role : nil, groups: groups)
      }
    }
  }
}
