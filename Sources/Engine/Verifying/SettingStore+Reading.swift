import Provisioning
import Text

/// What the last reading of a whole app came to.
struct ReadingResult: Sendable, Hashable {
  /// When it ended, in whole seconds since 1970.
  var at: Double
  /// How many accounts and groups differed from what they should be.
  var differences: Int
}

extension SettingStore {
  /// What the last `verify` of a whole app came to; `nil` where there was none.
  ///
  /// - Throws: where what is stored cannot be read; nothing is guessed in its place.
  func lastReading(_ app: AppID) throws -> ReadingResult? {
    guard let text = try setting(Self.reading(app)), !text.isEmpty else { return nil }
    guard let json = try? JSONValue(parsing: text), let at = json["at"]?.integer,
      let differences = json["differences"]?.integer
    else {
      throw EngineError.invalid(
        "what the last reading of the app came to cannot be read; usher verify reads it again")
    }
    return ReadingResult(at: Double(at), differences: differences)
  }

  /// Keeps what a reading of a whole app came to; `nil` forgets it.
  func save(_ reading: ReadingResult?, of app: AppID) throws {
    let json: JSONValue? = reading.map {
      ["at": .integer(Int64($0.at)), "differences": .integer(Int64($0.differences))]
    }
    try setSetting(Self.reading(app), to: json?.text ?? "")
  }

  private static func reading(_ app: AppID) -> String { "reading of app \(app)" }
}
