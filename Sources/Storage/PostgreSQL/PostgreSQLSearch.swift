/// Indexes for the search of texts, where the server has the extension `pg_trgm`. Without it a search
/// reads all rows.
struct PostgreSQLSearch {
  private let connection: PostgreSQLConnection

  init(_ connection: PostgreSQLConnection) { self.connection = connection }

  private static let indexes = [
    ("user_text", "\"user\"", ["username_key", "email_key", "name_key"]),
    ("task_text", "task", ["lower(name)", "lower(error)"]),
    ("audit_text", "audit", ["lower(actor || ' ' || action || ' ' || subject)"]),
  ]

  /// Makes the indexes that are not there, inside a transaction.
  func make() throws {
    if try schema() == nil {
      // Whoever owns the database may, where the server has it.
      _ = try connection.undoable {
        do throws(PostgreSQLFailure) {
          return try connection.execute("CREATE EXTENSION pg_trgm SCHEMA public; SELECT 1")
        } catch  where !error.isLost {
          return nil
        }
      }
    }
    guard let schema = try schema() else { return }
    for (name, table, texts) in Self.indexes {
      let columns = texts.map { "\($0) \(schema).gin_trgm_ops" }.joined(separator: ", ")
      try connection.execute(
        "CREATE INDEX IF NOT EXISTS \(name) ON \(table) USING gin (\(columns))")
    }
  }

  /// The schema that the extension is in, as it stands in statements; `nil` where it is not there.
  private func schema() throws -> String? {
    try connection.execute(
      "SELECT extnamespace::regnamespace::text FROM pg_extension WHERE extname = 'pg_trgm'")
  }

  /// Whether all indexes are there.
  static func isThere(in db: any StoreConnection) throws -> Bool {
    let names = indexes.map { "'\($0.0)'" }.joined(separator: ", ")
    let count = try db.number(
      "SELECT count(*) FROM pg_indexes WHERE schemaname = 'usher' AND indexname IN (\(names))")
    return count == indexes.count
  }
}
