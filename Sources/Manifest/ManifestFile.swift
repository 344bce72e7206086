public import Provisioning

/// What a configuration file says.
public struct ManifestFile: Sendable, Hashable {
  /// The apps, each of them whole.
  public var apps: [AppDefinition]
  /// What it says of the directory; a key that it does not have changes nothing.
  public var directory: DirectorySettings.Change

  /// A file.
  public init(apps: [AppDefinition], directory: DirectorySettings.Change = .init()) {
    self.apps = apps
    self.directory = directory
  }
}
