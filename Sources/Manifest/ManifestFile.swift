public import Provisioning

/// What a configuration file says.
public struct ManifestFile: Sendable, Hashable {
  /// The apps, each of them whole.
  public var apps: [AppDefinition]
  /// Whether it has the key `apps`, so that an app it does not name is left out on purpose.
  public var speaksOfApps: Bool
  /// What it says of the directory; a key that it does not have changes nothing.
  public var directory: DirectorySettings.Change
  /// The directory sources, each of them whole.
  public var sources: [SourceDefinition]

  /// Who is told of what waits: `.some(nil)` where the file takes that back, `nil` where it says nothing.
  public var notify: NotifySettings??

  /// A file.
  public init(
    apps: [AppDefinition], speaksOfApps: Bool = true, directory: DirectorySettings.Change = .init(),
    sources: [SourceDefinition] = [], notify: NotifySettings?? = nil
  ) {
    self.apps = apps
    self.speaksOfApps = speaksOfApps
    self.directory = directory
    self.sources = sources
    self.notify = notify
  }
}
