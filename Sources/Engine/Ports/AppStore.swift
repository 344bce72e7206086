public import Provisioning

/// Apps with their settings and what was learned of them.
public protocol AppStore {
  /// Every app, by name.
  func all() throws -> [AppRecord]

  /// The app of this key.
  func app(_ id: AppID) throws -> AppRecord?

  /// Stores an app; a key of 0 makes a new one.
  ///
  /// - Returns: the key.
  @discardableResult
  func save(_ app: AppRecord) throws -> AppID

  /// Forgets an app with everything that belongs to it.
  func delete(_ id: AppID) throws
}
