/// PostgreSQL's own words.
struct PostgreSQLDialect: StoreDialect {
  var hasTrigramTables: Bool { false }
  var keepsEachVersion: Bool { true }

  var isInDepartment: String {
    "lower(json_extract(user.payload, '$[1].department')) = lower(?)"
  }

  // By LIKE, for which an index of trigrams can be used.
  func holds(_ text: String, _ argument: String) -> String {
    "\(text) LIKE \(argument) ESCAPE '\\'"
  }

  func part(_ text: String) -> String {
    "%\(Trigrams.escapedForLike(String(text.unicodeScalars.prefix { $0 != "\0" })))%"
  }

  func isLike(_ column: String) -> String { "lower(\(column)) LIKE lower(?) ESCAPE '\\'" }
}
