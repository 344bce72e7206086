/// Settings that belong to no app, each a text under a name.
public protocol SettingStore {
  /// The text under a name; `nil` where none was set.
  func text(_ name: String) throws -> String?

  /// Stores a text under a name.
  func set(_ name: String, to value: String) throws
}
