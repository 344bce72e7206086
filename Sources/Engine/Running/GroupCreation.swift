import Text
import Provisioning
import SCIM

/// Makes a group, or links the one that is there.
struct GroupCreation: ExecutionStep {
  let execution: Execution

  /// Makes a group, unless the app has it.
  func createGroup() async throws -> ExecutionOutcome {
    guard let group = try await store({ try task.group.flatMap($0.groups.group) }) else {
      return .moved("the group is not wanted any more")
    }
    if try await execution.hasBegun { await knowledge.forget("Groups") }
    if group.remoteID != nil { return try await alreadyLinked(group) }
    if let found = try await existingGroup() {
      return try await link(group, found, .found, note: "was there already, and was linked")
    }
    if let accepted = try await accepted { return noGroup(accepted) }
    let request = HTTPRequest(task.request.method, task.request.path, body: task.request.body)
    // Written down first: who dies from here on leaves a group that is usher's own.
    try await execution.note(request, nil, "about to be sent")
    let response = try await exchange(request)
    switch response.status {
    case 200..<300:
      var resource = try? JSONValue(parsing: response.body)
      let isAnswered = resource?.identifier != nil
      if !isAnswered {
        // What was read before it was made does not have it.
        await knowledge.forget("Groups")
        resource = try await existingGroup()
      }
      guard let resource else { return noGroup(response) }
      await knowledge.made(resource, in: "Groups")
      return try await link(
        group, resource, .created, writtenAt: isAnswered ? engine.time.now() : nil, note: nil)
    case 409:
      await knowledge.learn(.everything, in: "Groups")
      guard let found = try await existingGroup() else { return .failed(failure(response)) }
      return try await link(group, found, .found, note: "was there already, and was linked")
    default: return .failed(failure(response))
    }
  }

  /// What an answer means that no group follows.
  private func noGroup(_ response: HTTPResponse) -> ExecutionOutcome {
    execution.waiting(response, for: "the group does not show")
      ?? .failed(
        failure(
          response,
          advice: "the app answered \(response.status), and no such group is there: retry"))
  }

  /// The group was found by a reading since; it may be the one that an attempt of this task made.
  private func alreadyLinked(_ group: GroupRecord) async throws -> ExecutionOutcome {
    try await store { session in
      guard group.origin == .found, try session.queue.attempts(task.id).haveMadeSomething,
        var made = try session.groups.group(group.id)
      else { return }
      made.origin = .created
      try session.groups.save(made)
    }
    return .done(note: "was there already")
  }

  /// The group of the task's name; looked for again after an answer was lost.
  func existingGroup() async throws -> JSONValue? {
    let found = try await execution.groups(named: task.name)
    guard found.count <= 1 else {
      throw ExecutionStop(
        outcome: .failed(
          TaskError(
            advice:
              "\(found.count) groups in the app are named \(task.name); rename all but one, refresh the entitlements, then retry"
          )))
    }
    return found.first
  }

  private func link(
    _ group: GroupRecord, _ resource: JSONValue, _ origin: GroupRecord.Origin,
    writtenAt: Double? = nil, note: String?
  ) async throws -> ExecutionOutcome {
    let isOurs = try await store { session in
      try origin == .created || session.queue.attempts(task.id).haveMadeSomething
    }
    let linked = try await keep(
      group, resource, isOurs ? .created : origin, writtenAt: writtenAt)
    guard let difference = linked.nameDifference else { return .done(note: note) }
    let words = [note, "the group is \(difference)"].compactMap { $0 }
    return .done(note: words.joined(separator: "; "))
  }

  /// Keeps which group of the app this one is.
  ///
  /// - Parameter writtenAt: when it was made, where the answer to that is all that shows it.
  /// - Throws: `ExecutionStop` where the group of the app is known under another name already.
  @discardableResult
  func keep(
    _ group: GroupRecord, _ resource: JSONValue, _ origin: GroupRecord.Origin,
    writtenAt: Double? = nil
  ) async throws -> GroupRecord {
    guard let id = resource.identifier else {
      throw ExecutionStop(
        outcome: .failed(TaskError(advice: "the app gave the group no id; ask its vendor")))
    }
    var group = group
    group.remoteID = id
    group.origin = origin
    group.seenAt = engine.time.now()
    group.writtenAt = writtenAt
    let name = resource["displayName"]?.scalarText
    group.see(name)
    let seen = group
    let other: GroupRecord? = try await store { session in
      guard var other = try session.groups.group(app.id, remoteID: id), other.id != seen.id else {
        try session.groups.save(seen)
        return nil
      }
      other.see(name)
      try session.groups.save(other)
      return other
    }
    if let other {
      throw ExecutionStop(
        outcome: .failed(
          TaskError(
            advice:
              "the group \(group.shownName) of the app is the one that usher knows as \(other.name); usher reapply \(app.name) uses it for both names"
          )))
    }
    return group
  }

  /// Keeps under which name the app shows the task's group.
  func see(_ name: String?) async throws {
    try await store { session in
      guard let id = task.group, var group = try session.groups.group(id) else { return }
      let before = group
      group.see(name)
      if group != before { try session.groups.save(group) }
    }
  }

  /// The name under which the app knows the task's group.
  func nameInApp() async throws -> String {
    let known = try await store { session in
      try task.group.flatMap { try session.groups.group($0)?.shownName }
    }
    return known ?? task.name
  }
}

extension [AttemptRecord] {
  /// Whether the app made something for these attempts, as far as that can be told: one of them
  /// succeeded, or the last one was lost. What the app refused in the end, because such a thing was
  /// there, was made by somebody else.
  var haveMadeSomething: Bool {
    let making = filter { $0.request.hasPrefix("POST ") }
    return making.contains { (200..<300).contains($0.status ?? 0) }
      || making.last?.mayHaveMade == true
  }
}
