import Text
public import Provisioning
import SCIM

extension SettingStore {
  /// What was set for the directory as a whole.
  ///
  /// - Throws: where what is stored cannot be read; nothing is guessed in its place.
  public func directorySettings() throws -> DirectorySettings {
    try decoded(
      Self.directory,
      orSay: "the settings of the directory cannot be read; apply a file with columns:, identity: "
        + "and time_zone: again") ?? DirectorySettings()
  }

  /// Stores what is set for the directory as a whole.
  func save(_ settings: DirectorySettings) throws {
    try encode(settings, as: Self.directory)
  }

  private static var directory: String { "directory" }
}
