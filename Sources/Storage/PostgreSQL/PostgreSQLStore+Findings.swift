public import Engine
import GRDB

extension PostgreSQLStore: StoreCare {
  /// Looks at the tables, the records and the kept counts, in one consistent state. Files, pages and
  /// references are the server's to look after.
  public func findings() throws -> [StoreFinding] {
    try read { session in
      guard let session = session as? SQLSession else { throw StoreError.lost }
      let schema = try Self.schema(session.db)
      guard schema.problems.isEmpty else { return [schema] }
      return [schema, try session.recordFinding(), try session.countFinding()]
    }
  }

  /// Refuses: the server has its own program for it.
  ///
  /// - Throws: ``StoreError``.
  public func backUp(to path: String, replaces: Bool) throws -> Int {
    throw StoreError(
      sentence: "a store in PostgreSQL is copied by pg_dump, while others work on it",
      code: "store-on-server")
  }

  /// Compares the columns of the tables with those of this version.
  private static func schema(_ db: any StoreConnection) throws -> StoreFinding {
    let wanted = try PostgreSQLSchema.columns()
    let found = try db.rows(
      """
      SELECT table_name::text, column_name::text FROM information_schema.columns
      WHERE table_schema = 'usher' AND table_name <> 'schema_step'
      """
    ).map { row in "\(row.words(0)).\(row.words(1))" }
    let problems =
      Set(wanted).subtracting(found).sorted().map { "the column \($0) is missing" }
      + Set(found).subtracting(wanted).sorted().map { "the column \($0) is not usher's" }
    let triggers = try db.number(
      """
      SELECT count(*) FROM pg_trigger
      WHERE tgname IN ('task_moved', 'task_forgotten') AND tgenabled = 'O'
        AND tgrelid = 'task'::regclass
      """)
    let search =
      try PostgreSQLSearch.isThere(in: db)
      ? "text search by pg_trgm" : "no index for text search (usher store init makes it)"
    return StoreFinding(
      .schema, seen: "version \(PostgreSQLSchema.steps.count), \(found.count) columns, \(search)",
      problems: triggers == 2 ? problems : problems + ["a trigger of the tasks is missing"])
  }
}
