import Text

/// Small JSON values that commands print.
enum SCIMText {
  /// An object of counts.
  static func object(_ counts: [(String, Int)]) -> JSONValue {
    .object(JSONObject(counts.map { ($0.0, .integer(Int64($0.1))) }))
  }
}
