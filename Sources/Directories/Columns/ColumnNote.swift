import Text

/// What is worth saying of the columns of a file.
public enum ColumnNote: Sendable, Hashable {
  /// A column was taken for an attribute of another name; `by` says who says so, or nothing.
  case taken(header: String, as: String, by: String)
  /// A column could have been an attribute too, which another column is.
  case outranked(header: String, attribute: String, by: String, isExact: Bool)
  /// A column was left out, by the table or by the admin.
  case leftOut(header: String, isPassword: Bool)
  /// A column has nearly a known name, and is an attribute of its own.
  case near(header: String, known: String, attribute: String)

  /// Whether somebody should look at it.
  public var isWarning: Bool {
    switch self {
    case .taken, .leftOut: false
    case .outranked(_, _, _, let isExact): isExact
    case .near: true
    }
  }

  /// It in words, without a full stop.
  public var sentence: String {
    switch self {
    case .taken(let header, let attribute, let source):
      "the column \(header.quotedForPeople) is \(attribute.quotedForPeople)"
        + (source.isEmpty ? "" : " (\(source))")
    case .outranked(let header, let attribute, let winner, _):
      "the column \(header.quotedForPeople) could be \(attribute.quotedForPeople) too, which is "
        + "\(winner.quotedForPeople); it stays an attribute of your own"
    case .leftOut(let header, let isPassword):
      isPassword
        ? "the column \(header.quotedForPeople) was left out: usher keeps no passwords"
        : "the column \(header.quotedForPeople) was left out, as you said"
    case .near(let header, let known, let attribute):
      "the column \(header.quotedForPeople) is an attribute of your own; did you mean "
        + "\(known.quotedForPeople)? Say so with \(ColumnMapping.option(header, attribute))"
    }
  }
}
