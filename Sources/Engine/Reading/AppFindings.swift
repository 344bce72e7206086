import Text
public import Provisioning
import SCIM

/// What was learned of an app.
public struct AppFindings: Sendable {
  let store: any Store
  let time: any TimeSource
  let actor: Actor

  /// What an app was seen to do with the attributes that it is sent.
  public func all(_ app: String) throws -> [AttributeFinding] {
    try store.read { try $0.findings.all($0.existingApp(named: app).id) }
  }

  /// Forgets what was found of an attribute, so that it is sent again: by the next `reapply`, since
  /// this alone changes nobody.
  public func forget(_ app: String, path: String) throws {
    try store.write { session in
      let record = try session.existingApp(named: app)
      guard let finding = try session.findings.finding(record.id, path: path) else {
        throw EngineError.invalid(
          "nothing was found of the attribute \(path): usher connection findings \(record.name) lists what was"
        )
      }
      try session.findings.forgetFinding(record.id, path: finding.path)
      try session.findings.forgetDropped(record.id, path: finding.path)
      try session.audit.add(
        at: time.now(), actor, "app.finding.forget", record.name, ["path": .string(finding.path)])
    }
  }
}
