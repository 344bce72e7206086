import Text
import Engine
import Provisioning
import SCIM

extension Prospect {
  /// The prospect as programs get it.
  var json: JSONValue {
    [
      "app": .string(app),
      "before": before.map(Self.json) ?? .null,
      "after": Self.json(after),
      "rules": .array(
        rules.map {
          [
            "name": .string($0.name), "matches": .bool($0.trace.isTrue),
            "matchedBefore": .bool(matchedBefore.contains($0.name)),
          ]
        }),
      "changes": .array(changes.map(\.json)),
      "withdrawn": .array(withdrawn.map { .integer($0.id) }),
      "missingGroups": .array(missingGroups.map { .string($0) }),
      "notes": .array(notes.map { .string($0) }),
    ]
  }

  private static func json(_ evaluation: Evaluation) -> JSONValue {
    [
      "outcome": .string(evaluation.outcome.rawValue), "detail": .string(evaluation.detail),
      "desired": evaluation.desired?.json ?? .null,
    ]
  }
}
