/// How a database says what no statement says to all of them.
protocol StoreDialect: Sendable {
  /// Whether texts are looked up in tables of trigrams beside those that hold the texts.
  var hasTrigramTables: Bool { get }

  /// Whether each version of a row that one transaction writes again is kept, and read past.
  var keepsEachVersion: Bool { get }

  /// That the department of a user is the next argument, without regard to case, in the words that an
  /// index knows.
  var isInDepartment: String { get }

  /// That a column is like the next argument, without regard to the case of ASCII, with `\` as the
  /// escape.
  func isLike(_ column: String) -> String

  /// That a text holds another one, which ``part(_:)`` makes an argument of.
  func holds(_ text: String, _ argument: String) -> String

  /// A text as the argument of ``holds(_:_:)``.
  func part(_ text: String) -> String
}
