/// The indexes of trigrams that are behind their tables by some rows.
enum TextIndex: String, CaseIterable {
  case user
  case task
  case audit

  var columns: String {
    switch self {
    case .user: "username_key, email_key, name_key"
    case .task: "name, error"
    case .audit: "actor, action, subject"
    }
  }

  /// The key of a row.
  var key: String {
    switch self {
    case .user, .task: "id"
    case .audit: "seq"
    }
  }

  /// The rows that the index does not hold yet.
  var tail: String {
    "\(rawValue).\(key) > (SELECT upto FROM text_index WHERE name = '\(rawValue)')"
  }
}
