extension ConfigurationChanges {
  /// The app of this name, ignoring case, or of this key.
  public func app(named name: String) throws -> AppRecord {
    try store.app(named: name)
  }

  /// Every app, by name.
  public func apps() throws -> [AppRecord] {
    try store.read { try $0.apps.all() }
  }
}
