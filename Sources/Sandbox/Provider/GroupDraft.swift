import Text
import SCIM

/// A group while a PATCH is applied to it: nothing is kept unless every operation works. Members
/// are noted as differences, so that a change does not depend on how many there are.
struct GroupDraft {
  private(set) var content: JSONValue
  private(set) var added = MemberList()
  private(set) var removed: Set<String> = []
  private let group: StoredResource
  private let profile: SandboxProfile

  init(_ group: StoredResource, profile: SandboxProfile) {
    self.group = group
    content = group.content
    self.profile = profile
  }

  /// - Parameter state: What there is; a draft that kept it would have it copied by the next change.
  mutating func apply(_ operation: PatchOperation, in state: SandboxState) throws(SCIMFailure) {
    if operation.path == nil, let object = operation.value?.object, operation.op != .remove,
      object["members"] != nil
    {
      for member in object.members {
        let path = AttributePath(attribute: member.name)
        if member.name.lowercased() == "members" {
          try changeMembers(PatchOperation(operation.op, path, member.value), in: state)
        } else {
          let rest = JSONValue.object(JSONObject(members: [member]))
          try changeContent(PatchOperation(operation.op, nil, rest))
        }
      }
    } else if let path = operation.path, isMembers(path) {
      try changeMembers(operation, in: state)
    } else {
      try changeContent(operation)
    }
  }

  /// Adds members, as those of a new group or of one that is replaced.
  mutating func add(_ value: JSONValue, in state: SandboxState) throws(SCIMFailure) {
    for id in try ids(value) {
      if id == group.id || state.member(id) == nil {
        switch profile.unknownMembers {
        case .kept: break
        case .dropped: continue
        case .refused:
          throw SCIMFailure(
            status: 400, scimType: "invalidValue", detail: "Nobody has the id \(id).")
        }
      }
      if removed.remove(id) == nil, !state.isMember(id, of: group.id) { added.add(id) }
    }
  }

  /// Removes every member.
  mutating func removeAll(in state: SandboxState) {
    removed = Set(state.members(of: group.id))
    added = MemberList()
  }

  private mutating func changeContent(_ operation: PatchOperation) throws(SCIMFailure) {
    var whole = content
    whole.set(.string(group.id), at: "id")
    whole = try Patch.apply(
      [operation], to: whole, schemas: .group, allowingUnknown: profile.unknown != .refused)
    whole.set(nil, at: "id")
    content = whole
  }

  private mutating func changeMembers(
    _ operation: PatchOperation, in state: SandboxState
  ) throws(SCIMFailure) {
    guard operation.path?.subAttribute == nil else {
      throw SCIMFailure(
        status: 400, scimType: "mutability", detail: "A member is added or removed as a whole.")
    }
    let hasValue = operation.value.map { !$0.isUnassigned } ?? false
    switch (operation.op, operation.path?.filter) {
    case (.remove, let filter?): try remove(where: filter, in: state)
    case (_, .some):
      throw SCIMFailure(
        status: 400, scimType: "invalidPath", detail: "A member is added without a filter.")
    case (.add, nil): try add(operation.value ?? .null, in: state)
    case (.remove, nil) where hasValue:
      for id in try ids(operation.value ?? .null) { remove(id, in: state) }
    case (.remove, nil), (.replace, nil):
      guard profile.canReplaceMembers else {
        throw SCIMFailure(
          status: 400, scimType: "invalidValue",
          detail: "Members can be added and removed one by one only.")
      }
      removeAll(in: state)
      if operation.op == .replace { try add(operation.value ?? .null, in: state) }
    }
  }

  private mutating func remove(
    where filter: Filter, in state: SandboxState
  ) throws(SCIMFailure) {
    let targets: [String]
    if let ids = filter.memberIds {
      targets = ids.filter { contains($0, in: state) }
    } else {
      let path = AttributePath(attribute: "members", filter: filter)
      targets = (state.members(of: group.id) + added.ids).filter { id in
        contains(id, in: state)
          && Filter.element(path).matches(
            ["members": [["value": .string(id)]]], schemas: .group)
      }
    }
    guard !targets.isEmpty else {
      throw SCIMFailure(status: 400, scimType: "noTarget", detail: "No member matches \(filter).")
    }
    for id in targets { remove(id, in: state) }
  }

  private func contains(_ id: String, in state: SandboxState) -> Bool {
    added.contains(id) || (state.isMember(id, of: group.id) && !removed.contains(id))
  }

  private mutating func remove(_ id: String, in state: SandboxState) {
    if !added.remove(id), state.isMember(id, of: group.id) { removed.insert(id) }
  }

  private func ids(_ value: JSONValue) throws(SCIMFailure) -> [String] {
    let elements = value.array ?? (value.isUnassigned ? [] : [value])
    let ids = elements.compactMap { ($0["value"] ?? $0).scalarText }
    guard ids.count == elements.count else {
      throw SCIMFailure(
        status: 400, scimType: "invalidValue", detail: "A member needs a value, the member's id.")
    }
    return ids
  }

  private func isMembers(_ path: AttributePath) -> Bool {
    SchemaSet.group.canonical(path).attribute == "members"
  }
}

extension Filter {
  /// The ids that a filter on members names, where it is `value eq "…"` or several joined by `or`.
  var memberIds: [String]? {
    switch self {
    case .compare(let path, .equal, let value) where path.attribute.lowercased() == "value":
      return value.scalarText.map { [$0] }
    case .or(let filters):
      let ids = filters.map(\.memberIds)
      return ids.contains(nil) ? nil : ids.flatMap { $0 ?? [] }
    case .present, .compare, .element, .and, .not: return nil
    }
  }
}
