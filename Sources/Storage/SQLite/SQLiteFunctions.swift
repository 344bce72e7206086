import GRDB
import Text

/// What SQLite lacks and the statements call.
enum SQLiteFunctions {
  /// SHA-256 of a text. Of a request as it is kept this is `TaskRequest.hash`, since what was written
  /// reads back to the same bytes.
  static let sha256 = DatabaseFunction("sha256", argumentCount: 1, pure: true) { values in
    String.fromDatabaseValue(values[0]).map { SHA256.hex($0) }
  }
}
