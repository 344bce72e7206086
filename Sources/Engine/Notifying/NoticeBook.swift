public import Provisioning
import Text

/// What people were told, by channel, so that nobody hears the same twice.
struct NoticeBook: Codable, Hashable {
  /// What one channel brought.
  struct Page: Codable, Hashable {
    /// When it last brought anything, or failed to, in seconds since 1970.
    var at = 0.0
    /// Until when a worker is at it.
    var until = 0.0
    /// How many of each thing people have heard of.
    var told: [String: Int] = [:]
  }

  var pages: [String: Page] = [:]
}

extension SettingStore {
  private static var settingsName: String { "notify" }
  private static var bookName: String { "notices" }

  /// Who is told, and of what; `nil` where nobody is.
  ///
  /// - Throws: where what is stored cannot be read; nothing is guessed in its place.
  public func notifySettings() throws -> NotifySettings? {
    try decoded(
      Self.settingsName, orSay: "the store's notify cannot be read; apply a file with notify: again"
    )
  }

  func save(_ settings: NotifySettings?) throws {
    try encode(settings, as: Self.settingsName)
  }

  func noticeBook() throws -> NoticeBook {
    try decoded(
      Self.bookName, orSay: "the store's notices cannot be read; bring back a backup")
      ?? NoticeBook()
  }

  func save(_ book: NoticeBook) throws { try encode(book, as: Self.bookName) }
}
