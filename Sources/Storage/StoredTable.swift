import GRDB
import Text

/// A table as every store has it: its columns, and of which kind they are.
struct StoredTable {
  /// The kinds of columns that there are.
  private enum Kind: String {
    case integer = "INTEGER"
    case real = "REAL"
    case text = "TEXT"
  }

  let name: String
  /// Whether its rows get keys that are given once.
  let givesKeys: Bool
  private let columns: [(name: String, kind: Kind)]

  /// The tables of this version, each behind those whose rows it names.
  static func all() throws -> [StoredTable] {
    let model = try DatabaseQueue()
    try Migrations.all.migrate(model)
    return try model.read { db in
      let rows = try Row.fetchAll(
        db, sql: "SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY rowid")
      let made = try rows.filter { !PostgreSQLSchema.isSQLitesOwn($0["name"]) }.map { row in
        try StoredTable(row["name"], sql: row["sql"], db)
      }
      return try ordered(made, db)
    }
  }

  private init(_ name: String, sql: String, _ db: Database) throws {
    self.name = name
    givesKeys = sql.contains(" id INTEGER PRIMARY KEY")
    columns = try db.columns(in: name).map { column in
      guard let kind = Kind(rawValue: column.type) else {
        throw StoreError(unreadable: column.name, of: "the table \(name)")
      }
      return (column.name, kind)
    }
  }

  private static func ordered(_ tables: [StoredTable], _ db: Database) throws -> [StoredTable] {
    var rest = tables
    var ordered: [StoredTable] = []
    var placed: Set<String> = []
    while !rest.isEmpty {
      let ready = try rest.filter { table in
        try db.foreignKeys(on: table.name).allSatisfy { placed.contains($0.destinationTable) }
      }
      guard !ready.isEmpty else { throw StoreError.lost }
      ordered += ready
      placed.formUnion(ready.map(\.name))
      rest.removeAll { placed.contains($0.name) }
    }
    return ordered
  }

  /// What a row holds, column by column.
  func values(_ row: CursorRow) throws(StoreError) -> Arguments {
    var values: Arguments = []
    for (name, kind) in columns {
      switch kind {
      case .integer: values.append(try row.optional(name) as Int64?)
      case .real: values.append(try row.optional(name) as Double?)
      case .text: values.append(try row.optional(name) as String?)
      }
    }
    return values
  }

  /// Writes its rows.
  var writer: RowWriter {
    RowWriter(
      "INSERT INTO \(name) (\(columns.map(\.name).joined(separator: ", ")))", columns: columns.count
    )
  }
}

/// A sum over rows that is the same in whatever order they come.
struct RowSum: Hashable {
  private(set) var rows = 0
  private var words: [UInt64] = [0, 0, 0, 0]

  mutating func add(_ values: Arguments) {
    rows += 1
    var bytes: [CChar] = []
    for value in values {
      // A text holds no NUL, so that no two rows read as one.
      value?.write(to: &bytes)
      bytes.append(0)
      if value == nil { bytes.append(0) }
    }
    let digest = SHA256.hex(bytes.map { UInt8(bitPattern: $0) })
    for place in words.indices {
      let start = digest.index(digest.startIndex, offsetBy: 16 * place)
      let part = digest[start..<digest.index(start, offsetBy: 16)]
      words[place] &+= UInt64(part, radix: 16) ?? 0
    }
  }
}
