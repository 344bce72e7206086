import Provisioning

/// What the last reading of a whole app came to.
struct ReadingResult: Sendable, Hashable, Codable {
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
    try decoded(
      Self.reading(app),
      orSay: "what the last reading of the app came to cannot be read; usher verify reads it again")
  }

  /// Keeps what a reading of a whole app came to; `nil` forgets it.
  func save(_ reading: ReadingResult?, of app: AppID) throws {
    try encode(reading, as: Self.reading(app))
  }

  private static func reading(_ app: AppID) -> String { "reading of app \(app)" }
}
