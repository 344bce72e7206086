/// SQLite's own words.
struct SQLiteDialect: StoreDialect {
  var hasTrigramTables: Bool { true }
  var keepsEachVersion: Bool { false }

  var isInDepartment: String {
    "json_extract(user.payload, '$[1].department') COLLATE NOCASE = ?"
  }

  func holds(_ text: String, _ argument: String) -> String { "instr(\(text), \(argument)) > 0" }

  func part(_ text: String) -> String { text }

  func isLike(_ column: String) -> String { "\(column) LIKE ? ESCAPE '\\'" }
}
