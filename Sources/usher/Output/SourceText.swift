import Text
import Engine
import Foundation
import Provisioning
import SCIM

/// What is said of directory sources.
enum SourceText {
  /// A source as a row of a table.
  static func cells(_ source: SourceRecord) -> [String] {
    let last = source.state.last
    return [
      source.name, source.definition.kind.rawValue, state(source),
      source.confirmedAt.map(Words.local) ?? "never",
      last.map { took($0.seconds) } ?? "", last.map { String($0.people) } ?? "", outcome(source),
    ]
  }

  private static func state(_ source: SourceRecord) -> String {
    source.standing(at: Date().timeIntervalSince1970).rawValue
  }

  private static func outcome(_ source: SourceRecord) -> String {
    if let failure = source.state.failure {
      let times =
        failure.count > 1 ? " (\(failure.count) times since \(Words.local(failure.since)))" : ""
      return failure.sentence + times
    }
    guard let last = source.state.last else {
      return "usher directory sync \(source.name) reads it"
    }
    return [last.changes, last.extent].compactMap { $0 }.joined(separator: "; ")
  }

  private static func took(_ seconds: Double) -> String {
    seconds < 10 ? String(format: "%.1f s", seconds) : Words.duration(seconds)
  }

  /// A source as programs get it.
  static func json(_ source: SourceRecord) -> JSONValue {
    let last = source.state.last
    var object = JSONObject([
      ("name", .string(source.name)), ("kind", .string(source.definition.kind.rawValue)),
      ("state", .string(state(source))),
      ("lastRead", last.map { .string(Words.moment($0.at)) } ?? .null),
      ("confirmed", last?.confirmedAt.map { .string(Words.moment($0)) } ?? .null),
      ("seconds", last.map { .number(($0.seconds * 1000).rounded() / 1000) } ?? .null),
    ])
    object["everyoneRead"] =
      last.map { .string(Words.moment($0.wholeAt ?? $0.at)) } ?? .null
    object["everyoneBecause"] = last?.why.map { .string($0) } ?? .null
    let counts = [
      ("people", last?.people), ("read", last.map { $0.read ?? $0.people }),
      ("added", last?.added),
      ("changed", last?.changed), ("unchanged", last?.unchanged), ("deleted", last?.deleted),
    ]
    for (name, count) in counts { object[name] = count.map { .integer(Int64($0)) } ?? .null }
    object["owns"] = last?.owns.map { .array($0.map { .string($0) }) } ?? .null
    object["notes"] = .array((last?.notes ?? []).map { .string($0) })
    object["error"] = source.state.failure.map { .string($0.sentence) } ?? .null
    object["failedSince"] = source.state.failure.map { .string(Words.moment($0.since)) } ?? .null
    return .object(object)
  }

  /// A reading in a line.
  static func line(_ result: SyncResult, dryRun: Bool) -> String {
    let changes = result.changes
    if result.isConfirmed {
      return "\(result.source): not changed since it was read last (\(result.people) people)"
    }
    let read = result.read.map { "\($0) of " } ?? ""
    var line =
      "\(result.source): \(dryRun ? "would be: " : "")\(read)\(result.people) people read in \(took(result.seconds)): \(changes.added) added, \(changes.changed) changed, \(changes.unchanged) unchanged, \(changes.deleted) deleted"
    if let why = result.why { line += "; everyone was read, because \(why)" }
    if changes.renamed > 0 { line += "; \(changes.renamed) of the changed were renamed" }
    if changes.rekeyed > 0 {
      line += "; \(Words.count(changes.rekeyed, "user")) kept under another key"
    }
    if changes.displaced > 0 {
      line +=
        "; \(Words.count(changes.displaced, "username")) went to another person, whose predecessor leaves"
    }
    return line
  }

  /// A reading as programs get it.
  static func json(_ result: SyncResult) -> JSONValue {
    let changes = result.changes
    let counts = [
      ("people", result.people), ("read", result.read ?? result.people),
      ("added", changes.added), ("changed", changes.changed),
      ("unchanged", changes.unchanged), ("deleted", changes.deleted),
      ("renamed", changes.renamed), ("displaced", changes.displaced), ("rekeyed", changes.rekeyed),
    ]
    var object = JSONObject([
      ("source", .string(result.source)), ("confirmed", .bool(result.isConfirmed)),
    ])
    for (name, count) in counts { object[name] = .integer(Int64(count)) }
    object["everyoneBecause"] = result.why.map { .string($0) } ?? .null
    object["notes"] = .array(result.notes.map { .string($0) })
    return .object(object)
  }

  /// The people that a source shows, each value with where it comes from.
  static func lines(_ proof: SourceProof) -> [String] {
    proof.people.flatMap { person -> [String] in
      let user = person.entry.user
      let values = self.values(person)
      let width = values.map(\.name.displayWidth).max() ?? 0
      let name = user.username.isEmpty ? "(no username)" : user.username
      return ["", "\(name)  \(user.status.rawValue)"]
        + values.map { value in
          let origin = proof.origins[value.name].map { "  (\($0))" } ?? ""
          return "  \(value.name.fitted(width))  \(value.text.visible(upTo: 100))\(origin)"
        }
    }
  }

  private static func values(_ person: SourcePerson) -> [(name: String, text: String)] {
    let user = person.entry.user
    var values = user.attributes.sorted { $0.key < $1.key }.map { (name: $0.key, text: $0.value) }
    if let manager = person.manager { values.append(("manager", manager)) }
    if person.entry.mentioned.roles {
      values.append(("roles", user.roles.isEmpty ? "none" : user.roles.joined(separator: ", ")))
    }
    return values
  }

  /// What a source shows of itself, as programs get it.
  static func json(_ steps: [SourceStep], _ proof: SourceProof) -> JSONValue {
    let people = proof.people.map { person -> JSONValue in
      var values = JSONObject()
      for value in self.values(person) {
        values[value.name] = [
          "value": .string(value.text),
          "from": proof.origins[value.name].map { .string($0) } ?? .null,
        ]
      }
      return [
        "username": .string(person.entry.user.username),
        "status": .string(person.entry.user.status.rawValue), "key": .string(person.key),
        "values": .object(values),
      ]
    }
    return [
      "steps": .array(
        steps.map { step in
          [
            "step": .string(step.name), "holds": .bool(step.holds), "detail": .string(step.detail),
          ]
        }),
      "people": .array(people),
    ]
  }
}
