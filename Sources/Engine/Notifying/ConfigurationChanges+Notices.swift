public import Provisioning
import SCIM
import Text

extension ConfigurationChanges {
  /// Who is told, and of what; `nil` where nobody is.
  public func notifySettings() throws -> NotifySettings? {
    try store.read { try $0.settings.notifySettings() }
  }

  /// Changes who is told, and says so.
  func apply(
    notify change: NotifySettings??, _ result: inout ApplyResult, in session: any StoreSession
  ) throws {
    guard case .some(let settings) = change else { return }
    let before = try session.settings.notifySettings()
    guard before != settings else { return }
    try session.settings.save(settings)
    let channels = settings?.channels.map(\.rawValue).joined(separator: ", ") ?? "none"
    let line = "notify: \(before == nil ? "nobody" : "as before") → \(channels)"
    result.differences.append(line)
    try session.audit.add(
      at: time.now(), actor, "settings.apply", "notify", ["changes": [.string(line)]])
  }
}
