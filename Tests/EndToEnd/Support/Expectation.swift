import Text
import SCIM

/// What a server should hold, worked out by the test alone.
struct Expectation: Sendable {
  /// An account's attributes, as `check.py` names them.
  var users: [String: [String: JSONValue]] = [:]
  /// The members of each group.
  var groups: [String: Set<String>] = [:]
  /// Users that were deleted.
  var leavers: Set<String> = []

  /// The file for `check.py`.
  func json(for rig: Rig) -> JSONValue {
    var accounts = JSONObject()
    for (name, attributes) in users.sorted(by: { $0.key < $1.key }) {
      accounts[name] = .object(
        JSONObject(
          attributes.sorted { $0.key < $1.key }.map { path, value in
            (path == "email" ? rig.email : path, value)
          }))
    }
    var absent: [JSONValue] = []
    for name in leavers.sorted() {
      if rig.keepsDeleted {
        accounts[name] = ["active": "gone-or-false"]
      } else {
        absent.append(.string(name))
      }
    }
    let lists = groups.sorted { $0.key < $1.key }.map { name, members in
      (name, JSONValue.array(members.sorted().map { .string($0) }))
    }
    return [
      "users": .object(accounts), "groups": .object(JSONObject(lists)),
      "absent_users": .array(absent),
    ]
  }
}
