import Text
public import Provisioning
import SCIM

extension ProvisioningEngine {
  /// What an app was seen to do with the attributes that it is sent.
  public func findings(_ app: String) throws -> [AttributeFinding] {
    try store.read { try $0.findings(Self.app(named: app, in: $0).id) }
  }

  /// Forgets what was found of an attribute, so that it is sent again: by the next `reapply`, since
  /// this alone changes nobody.
  public func forgetFinding(_ app: String, path: String) throws {
    try store.write { session in
      let record = try Self.app(named: app, in: session)
      guard let finding = try session.finding(record.id, path: path) else {
        throw EngineError.invalid(
          "nothing was found of the attribute \(path): usher connection findings \(record.name) lists what was"
        )
      }
      try session.forgetFinding(record.id, path: finding.path)
      try session.forgetDropped(record.id, path: finding.path)
      try session.audit(
        at: time.now(), actor, "app.finding.forget", record.name, ["path": .string(finding.path)])
    }
  }
}
