import Provisioning
import SCIM
import Text

extension ConfigurationChanges {
  /// Brings the sources to what a file says.
  func apply(
    _ definitions: [SourceDefinition], prune: Bool, _ result: inout ApplyResult,
    in session: any StoreSession
  ) throws {
    let before = try session.sources.all()
    for definition in definitions {
      let stored = before.first { $0.name.isSame(as: definition.name) }
      var record = stored ?? SourceRecord(definition: definition)
      record.definition = definition
      guard stored?.definition != definition else { continue }
      // What was read under other settings says nothing of what is there now.
      record.state.last?.stamp = nil
      record.state.mark = nil
      record.state.markless = stored == nil ? nil : "its settings are others now"
      try session.sources.save(record)
      let differences = try Self.differences(stored?.definition, definition)
      result.differences += differences.map { "directory \(definition.name): \($0)" }
      try session.audit.add(
        at: time.now(), actor, "directory.apply", definition.name,
        ["changes": .array(differences.prefix(50).map { .string($0) })])
    }
    guard prune else { return }
    for record in before
    where !definitions.contains(where: { $0.name.isSame(as: record.name) }) {
      try session.sources.delete(record.id)
      result.differences.append(
        "directory \(record.name): removed; its users stay and belong to no source")
      try session.audit.add(at: time.now(), actor, "directory.remove", record.name, [:])
    }
  }
}
