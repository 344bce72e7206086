/// PostgreSQL's own words.
struct PostgreSQLDialect: StoreDialect {
  var hasTrigramTables: Bool { false }

  var isInDepartment: String {
    "lower(json_extract(user.payload, '$[1].department')) = lower(?)"
  }

  func isLike(_ column: String) -> String { "lower(\(column)) LIKE lower(?) ESCAPE '\\'" }
}
