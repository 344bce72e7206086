/// How a database says what no statement says to all of them.
protocol StoreDialect: Sendable {
  /// Whether texts are looked up in tables of trigrams beside those that hold the texts.
  var hasTrigramTables: Bool { get }

  /// That the department of a user is the next argument, without regard to case, in the words that an
  /// index knows.
  var isInDepartment: String { get }

  /// That a column is like the next argument, without regard to the case of ASCII, with `\` as the
  /// escape.
  func isLike(_ column: String) -> String
}
