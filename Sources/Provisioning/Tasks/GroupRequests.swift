import Text
import SCIM

/// The requests that change a group. Servers take several dialects; an approval is for the change,
/// and each dialect's bytes follow from it alone.
public enum GroupRequests {
  /// Creates a group (RFC 7644, section 3.3).
  public static func create(_ name: String) -> TaskRequest {
    TaskRequest(
      "POST", "/Groups",
      body: ["schemas": [.string(Schema.group.id)], "displayName": .string(name)])
  }

  /// Adds members to a group.
  ///
  /// - Parameters:
  ///   - members: the ids of the accounts in the app, or references to them.
  ///   - dialect: how the app wants it.
  public static func add(_ members: [String], to group: String, _ dialect: MemberDialect)
    -> TaskRequest
  {
    let list = JSONValue.array(members.map { ["value": .string($0)] })
    switch dialect {
    case .standard, .valueList:
      return patch(group, [PatchOperation(.add, "members", list)])
    case .pathless:
      return patch(group, [PatchOperation(.add, nil, ["members": list])])
    }
  }

  /// Removes members from a group.
  public static func remove(_ members: [String], from group: String, _ dialect: MemberDialect)
    -> TaskRequest
  {
    switch dialect {
    case .standard, .pathless:
      return patch(
        group,
        members.map { member in
          PatchOperation(
            .remove, AttributePath(attribute: "members", filter: .equals("value", member)))
        })
    case .valueList:
      let list = JSONValue.array(members.map { ["value": .string($0)] })
      return patch(group, [PatchOperation(.remove, "members", list)])
    }
  }

  /// Writes a whole group, for an app that takes no PATCH on groups.
  public static func replace(_ group: String, name: String, members: [String]) -> TaskRequest {
    TaskRequest(
      HTTPRequest.replace(
        "Groups", id: group,
        [
          "schemas": [.string(Schema.group.id)], "id": .string(group),
          "displayName": .string(name),
          "members": .array(members.map { ["value": .string($0)] }),
        ]))
  }

  /// The ids and references of the members that a request adds or removes, in whatever dialect.
  public static func members(in request: TaskRequest) -> Set<String> {
    var ids: Set<String> = []
    for operation in request.body?["Operations"]?.array ?? [] {
      let value = operation["value"]
      for member in value?.array ?? value?["members"]?.array ?? [] {
        if let id = member["value"]?.scalarText { ids.insert(id) }
      }
      let path = operation["path"]?.string.flatMap { try? AttributePath(parsing: $0) }
      if let id = path?.filter?.equalities["value"]?.scalarText { ids.insert(id) }
    }
    return ids
  }

  /// What stands for the id of an account that is not made yet.
  public static func reference(toUser name: String) -> String { "<id of user \(name)>" }

  /// What stands for the id of a group that is not made yet.
  public static func reference(toGroup name: String) -> String { "<id of group \(name)>" }

  private static func patch(_ group: String, _ operations: [PatchOperation]) -> TaskRequest {
    // A reference is shown as it is; an id is percent-encoded.
    if group.hasPrefix("<id of group ") {
      return TaskRequest("PATCH", "/Groups/\(group)", body: Patch.body(operations))
    }
    return TaskRequest(HTTPRequest.patch("Groups", id: group, operations))
  }
}

/// How an app wants members added and removed.
public enum MemberDialect: String, Sendable, Hashable, CaseIterable {
  /// `add` with a list; `remove` with a filter in the path for each.
  case standard
  /// `add` and `remove` with a list, as Entra sends it.
  case valueList = "value-list"
  /// `add` without a path.
  case pathless
}
