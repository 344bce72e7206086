import Text
import Engine
import Provisioning
import SCIM

extension UserReasons {
  /// The reasons as programs get them.
  var json: JSONValue {
    [
      "app": .string(app),
      "reason": .string(reason.rawValue),
      "sentence": .string(sentence),
      "succession": succession.map { .string($0) } ?? .null,
      "role": role.map { .string($0) } ?? .null,
      "stale": .bool(isStale),
      "dates": .array(dates.map { .string($0) }),
      "changesAt": evaluation.changesAt.map { .string(Words.moment($0)) } ?? .null,
      "rules": .array(
        rules.map {
          ["name": .string($0.name), "matches": .bool($0.trace.isTrue), "trace": $0.trace.json]
        }),
      "outcome": .string(evaluation.outcome.rawValue),
      "desired": evaluation.desired?.json ?? .null,
      "known": account.map { $0.state == .gone ? .null : $0.resource } ?? .null,
      "groups": .array(groups.map { .string($0) }),
      "missingGroups": .array(missingGroups.map { .string($0) }),
      "notes": .array(notes.map { .string($0) }),
      "task": task.map { .integer($0.id) } ?? .null,
    ]
  }
}

extension ConditionTrace {
  fileprivate var json: JSONValue {
    [
      "text": .string(text), "true": .bool(isTrue),
      "actual": actual.map { .string($0) } ?? .null, "children": .array(children.map(\.json)),
    ]
  }
}
