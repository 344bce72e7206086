/// SQLite's own words.
struct SQLiteDialect: StoreDialect {
  var hasTrigramTables: Bool { true }

  var isInDepartment: String {
    "json_extract(user.payload, '$[1].department') COLLATE NOCASE = ?"
  }

  func isLike(_ column: String) -> String { "\(column) LIKE ? ESCAPE '\\'" }
}
