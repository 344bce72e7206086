import Text
import Engine
import Provisioning
import SCIM

extension ProvisioningTask {
  /// The task as programs get it.
  func json(app: String) -> JSONValue {
    var object = JSONObject([
      ("id", .integer(id)),
      ("app", .string(app)),
      ("action", .string(action.rawValue)),
      ("status", .string(status.rawValue)),
      ("resource", .string(action.resource.rawValue)),
      ("name", .string(name)),
      ("attempts", .integer(Int64(attempts))),
      ("error", error?.json ?? .null),
      ("request", request.json),
      ("createdAt", .string(Words.moment(createdAt))),
      ("updatedAt", .string(Words.moment(updatedAt))),
      ("decidedBy", decidedBy.map { .string($0) } ?? .null),
      ("requestedBy", requestedBy.isEmpty ? .null : .string(requestedBy.joined(separator: ", "))),
      ("reason", .string(reason)),
      ("note", note.map { .string($0) } ?? .null),
      ("changes", changesJSON),
      ("supersededBy", supersededBy.map { .integer($0) } ?? .null),
    ])
    if !members.isEmpty {
      object["members"] = .array(
        members.map { ["username": .string($0.name), "state": .string($0.state.rawValue)] })
    }
    return .object(object)
  }
}
