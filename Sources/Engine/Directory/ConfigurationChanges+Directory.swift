public import Provisioning
import SCIM
import Text

extension ConfigurationChanges {
  /// What was set for the directory as a whole.
  public func directorySettings() throws -> DirectorySettings {
    try store.read { try $0.settings.directorySettings() }
  }

  /// Changes what is set for the directory, and names each difference.
  func apply(
    _ change: DirectorySettings.Change, _ result: inout ApplyResult, in session: any StoreSession
  ) throws {
    guard change != DirectorySettings.Change() else { return }
    let stored: DirectorySettings
    do {
      stored = try session.settings.directorySettings()
    } catch {
      // A file that says everything replaces even what cannot be read.
      guard change.columns != nil, change.identity != nil, change.timeZone != nil else {
        throw error
      }
      stored = DirectorySettings()
    }
    let settings = stored.changed(by: change)
    let differences = settings.differences(from: stored)
    guard !differences.isEmpty else { return }
    try session.settings.save(settings)
    if settings.timeZone != stored.timeZone { try session.assignments.makeDue(by: time.now()) }
    result.differences += differences
    try session.audit.add(
      at: time.now(), actor, "settings.apply", "directory",
      ["changes": .array(differences.prefix(50).map { .string($0) })])
  }
}
