import Text
import SCIM

/// What the app refuses to write.
struct WriteChecks {
  let state: SandboxState
  let profile: SandboxProfile
  /// Users that were deleted and are hidden, by id.
  let hidden: [String: StoredResource]

  /// Refuses operations that the profile does not take.
  func check(_ operations: [PatchOperation], _ kind: ResourceKind) throws(SCIMFailure) {
    for operation in operations {
      guard let path = operation.path else {
        guard !profile.needsPaths else {
          throw SCIMFailure(
            status: 400, scimType: "invalidPath", detail: "Each operation needs a path.")
        }
        continue
      }
      let names = path.attribute + (path.subAttribute ?? "")
      if kind == .group, profile.needsLowerCaseGroupPaths, names != names.lowercased() {
        throw SCIMFailure(
          status: 400, scimType: "invalidPath", detail: "There is no attribute \(path).")
      }
    }
    guard kind == .group else { return }
    try checkCount(
      operations.compactMap { operation in
        operation.path?.attribute.lowercased() == "members"
          ? operation.value : operation.value?["members"]
      })
  }

  /// Refuses more members in one request than the profile takes.
  func checkCount(_ lists: [JSONValue]) throws(SCIMFailure) {
    guard let maximum = profile.maximumMembers else { return }
    let count = lists.reduce(0) { $0 + ($1.array?.count ?? 1) }
    guard count > maximum else { return }
    throw SCIMFailure(
      status: 400, scimType: "tooMany", detail: "A request can name \(maximum) members at most.")
  }

  /// Refuses a name that another resource has.
  func checkUnique(
    _ kind: ResourceKind, _ content: JSONValue, except id: String?
  ) throws(SCIMFailure) {
    guard !profile.takesDuplicates else { return }
    let name: String
    switch kind {
    case .user: name = "userName"
    case .group:
      guard profile.hasUniqueGroupNames else { return }
      name = "displayName"
    }
    let text = content[name]?.scalarText ?? ""
    let others = state.store(kind).ids(where: name.lowercased(), equals: text)
    let isHidden = kind == .user && isHidden(userName: text)
    if isHidden || others.contains(where: { $0 != id }) {
      throw SCIMFailure(
        status: 409, scimType: "uniqueness", detail: "Another \(kind.name) has the \(name) \(text)."
      )
    }
    if kind == .user, profile.quirks.uniqueMail != nil { try checkMail(content, except: id) }
  }

  /// Refuses an e-mail address that another user has.
  private func checkMail(_ content: JSONValue, except id: String?) throws(SCIMFailure) {
    let mail = AttributePath(attribute: "emails", subAttribute: "value")
    func addresses(_ content: JSONValue) -> Set<String> {
      Set(content.values(at: mail).compactMap { $0.scalarText?.lowercased() })
    }
    let wanted = addresses(content)
    guard !wanted.isEmpty else { return }
    let isTaken = state.users.all.contains { user in
      user.id != id && !addresses(user.content).isDisjoint(with: wanted)
    }
    guard isTaken else { return }
    throw SCIMFailure(
      status: 409, scimType: "uniqueness",
      detail: "Another User has the e-mail address \(wanted.sorted().joined(separator: ", ")).")
  }

  /// Whether a hidden user has this name.
  private func isHidden(userName name: String) -> Bool {
    hidden.values.contains { $0.content["userName"]?.scalarText?.lowercased() == name.lowercased() }
  }
}
