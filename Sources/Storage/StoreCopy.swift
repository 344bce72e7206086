public import Engine

/// Moves everything from one store to another, of whichever kinds they are, while nobody else writes to
/// either. What is in the other is there as a whole, or not at all.
public struct StoreCopy {
  private let source: any StoreCare
  private let target: any StoreCare

  /// How many rows of each table were copied.
  public typealias Counts = [(table: String, rows: Int)]

  /// - Parameters:
  ///   - source: the store that is read.
  ///   - target: the store that is written.
  public init(from source: any StoreCare, to target: any StoreCare) {
    self.source = source
    self.target = target
  }

  /// Whether nothing stands in the other store that would be replaced.
  public func isTargetEmpty() throws -> Bool {
    try target.read { session in
      let db = try Self.session(session).db
      return try ["user", "role", "app", "directory_source", "audit"].allSatisfy { table in
        try db.number("SELECT EXISTS (SELECT 1 FROM \(table))") == 0
      }
    }
  }

  /// Replaces everything in the other store, and reads it back.
  ///
  /// - Throws: ``StoreError`` where what was read back is not what was copied, of which nothing stays.
  public func run() throws -> Counts {
    // Whoever writes to the source waits: what they wrote would be missing from the copy.
    try source.write { source in
      let source = try Self.session(source)
      return try target.write { target in try copy(source, to: try Self.session(target)) }
    }
  }

  private static func session(_ session: any StoreSession) throws(StoreError) -> SQLSession {
    guard let session = session as? SQLSession else { throw .lost }
    return session
  }

  private func copy(_ source: SQLSession, to target: SQLSession) throws -> Counts {
    let tables = try Self.tables
    try target.forgetTexts()
    for table in tables.reversed() { try target.db.run("DELETE FROM \(table.name)") }
    var counts: Counts = []
    for table in tables {
      let sum = try copy(table, source.db, target.db)
      let found = try self.sum(table, target.db)
      guard sum == found else {
        throw StoreError(
          sentence:
            "the rows of \(table.name) read back otherwise than they were copied, so nothing was kept; this is a fault of usher's",
          code: "store-copy-differs")
      }
      counts.append((table.name, sum.rows))
      if table.givesKeys {
        let last = try source.db.number("SELECT coalesce(max(id), 0) FROM \(table.name)")
        let given = try source.db.nextKey(of: table.name) - 1
        try target.db.keepKeys(of: table.name, upTo: max(Int64(last), given))
      }
    }
    try target.indexAllTexts()
    return counts
  }

  private func copy(
    _ table: StoredTable, _ source: any StoreConnection, _ target: any StoreConnection
  ) throws -> RowSum {
    var sum = RowSum()
    var rows: [Arguments] = []
    func write() throws {
      try table.writer.write(rows, to: target) { $0 }
      rows = []
    }
    try source.walk(table.name) { row in
      let values = try table.values(row)
      sum.add(values)
      rows.append(values)
      if rows.count == Self.batch { try write() }
    }
    try write()
    return sum
  }

  private func sum(_ table: StoredTable, _ db: any StoreConnection) throws -> RowSum {
    var sum = RowSum()
    try db.walk(table.name) { sum.add(try table.values($0)) }
    return sum
  }

  private static let batch = 1_000

  /// The tables, each behind those whose rows it names.
  private static var tables: [StoredTable] {
    get throws { try StoredTable.all() }
  }
}
