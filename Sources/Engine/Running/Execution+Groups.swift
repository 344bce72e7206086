import Provisioning
import SCIM

extension Execution {
  /// Makes a group, unless the app has it.
  func createGroup() async throws -> ExecutionOutcome {
    guard let group = task.group.flatMap({ id in try? store { try $0.group(id) } }) else {
      return .moved("the group is not wanted any more")
    }
    if try hasBegun { await knowledge.forget("Groups") }
    if group.remoteID != nil { return .done(note: "was there already") }
    if let found = try await existingGroup() {
      return try link(group, found, .found, note: "was there already, and was linked")
    }
    let request = HTTPRequest(task.request.method, task.request.path, body: task.request.body)
    // Written down first: who dies from here on leaves a group that is usher's own.
    try note(request, nil, "about to be sent")
    let response = try await exchange(request)
    switch response.status {
    case 200..<300:
      var resource = try? JSONValue(parsing: response.body)
      if resource?.identifier == nil {
        // What was read before it was made does not have it.
        await knowledge.forget("Groups")
        resource = try await existingGroup()
      }
      guard let resource else {
        return .failed(
          failure(
            response,
            advice: "the app answered \(response.status), and no such group is there: retry"))
      }
      await knowledge.made(resource, in: "Groups")
      return try link(group, resource, .created, note: nil)
    case 409:
      await knowledge.learn(.everything, in: "Groups")
      guard let found = try await existingGroup() else { return .failed(failure(response)) }
      return try link(group, found, .found, note: "was there already, and was linked")
    default: return .failed(failure(response))
    }
  }

  /// The group of the task's name; looked for again after an answer was lost.
  func existingGroup() async throws -> JSONValue? {
    let found = try await groups(named: task.name)
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
    _ group: GroupRecord, _ resource: JSONValue, _ origin: GroupRecord.Origin, note: String?
  ) throws -> ExecutionOutcome {
    guard let id = resource.identifier else {
      return .failed(TaskError(advice: "the app gave the group no id; ask its vendor"))
    }
    try store { session in
      var group = group
      group.remoteID = id
      // A group that an earlier attempt made, whose answer was lost or came to a worker that died, is
      // usher's own too: there was none when it was looked for before. A 409 says that there was.
      let isOurs = try session.attempts(task.id).contains { $0.mayHaveMade }
      group.origin = isOurs ? .created : origin
      group.seenAt = engine.time.now()
      try session.save(group)
    }
    return .done(note: note)
  }
}
