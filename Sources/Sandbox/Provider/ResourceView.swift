import Text
import SCIM

/// Resources as the app shows them.
struct ResourceView {
  let state: SandboxState
  let profile: SandboxProfile
  let baseURL: String
  /// Users whose invitation was not accepted yet.
  let invited: Set<String>

  /// What a resource looks like before attributes are chosen.
  ///
  /// - Parameters:
  ///   - links: Whether with the groups of a user and the members of a group.
  ///   - members: The only members to show, of a group.
  ///   - isWhole: Whether with what the profile's quirks leave out.
  func document(
    _ kind: ResourceKind, _ resource: StoredResource, links: Bool = true, members: [String]? = nil,
    isWhole: Bool = false
  ) -> JSONValue {
    let extensions = resource.content.object?.members.map(\.name).filter { $0.hasPrefix("urn:") }
    var all: [(String, JSONValue)] = [
      ("schemas", .array(([kind.core.id] + (extensions ?? [])).map { .string($0) })),
      ("id", id(kind, resource.id)),
    ]
    let isInvited = kind == .user && invited.contains(resource.id)
    all += resource.content.object?.members.map { ($0.name, $0.value) } ?? []
    if isInvited {
      all.removeAll { $0.0 == "active" }
      all.append(("active", false))
    }
    if links {
      switch kind {
      case .user:
        let groups = state.groups(of: resource.id).map(groupElement)
        if !groups.isEmpty { all.append(("groups", .array(groups))) }
      case .group:
        let most = isWhole ? .max : profile.quirks.membersShown ?? .max
        let shown = members ?? Array(state.members(of: resource.id).prefix(most))
        let elements = shown.map(memberElement)
        if !elements.isEmpty { all.append(("members", .array(elements))) }
      }
    }
    all.append(("meta", meta(kind, resource)))
    return .object(JSONObject(all))
  }

  /// An answer with a resource.
  func respond(
    _ status: Int, _ kind: ResourceKind, _ resource: StoredResource, _ projection: Projection
  ) -> HTTPResponse {
    var headers = versionHeaders(resource)
    if status == 201, profile.resourcesHaveSchemas {
      headers["location"] = location(kind, resource.id)
    }
    let hasMembers = profile.shows(members: projection)
    var body = projection.apply(to: document(kind, resource, links: kind == .user || hasMembers))
    if !profile.resourcesHaveSchemas { body = body.withoutSchemas }
    return .scim(status, shown(body), headers: headers)
  }

  /// The body as the profile writes values.
  func shown(_ body: JSONValue) -> JSONValue {
    let body = profile.quirks.showsBareTexts ? body.withBareTexts : body
    return profile.writesBooleansAsText ? body.withBooleansAsText : body
  }

  func versionHeaders(_ resource: StoredResource) -> [String: String] {
    profile.hasVersions ? ["etag": resource.entityTag] : [:]
  }

  func location(_ kind: ResourceKind, _ id: String) -> String {
    "\(baseURL)/\(kind.endpoint)/\(PercentEncoding.encode(id))"
  }

  private func id(_ kind: ResourceKind, _ id: String) -> JSONValue {
    guard profile.hasAwkwardIds, kind == .group, let number = Int64(id) else { return .string(id) }
    return .integer(number)
  }

  private func meta(_ kind: ResourceKind, _ resource: StoredResource) -> JSONValue {
    var meta = JSONObject([
      ("resourceType", .string(kind.name)), ("created", .string(DateTime.text(resource.created))),
      ("lastModified", .string(DateTime.text(resource.modified))),
      ("location", .string(location(kind, resource.id))),
    ])
    if profile.hasVersions { meta["version"] = .string(resource.entityTag) }
    return .object(meta)
  }

  private func groupElement(_ group: StoredResource) -> JSONValue {
    var element = JSONObject([
      ("value", .string(group.id)), ("$ref", .string(location(.group, group.id))),
    ])
    if let display = group.display { element["display"] = .string(display) }
    element["type"] = "direct"
    return .object(element)
  }

  private func memberElement(_ id: String) -> JSONValue {
    guard let (kind, member) = state.member(id) else { return ["value": .string(id)] }
    var element = JSONObject([
      ("value", .string(id)), ("$ref", .string(location(kind, id))), ("type", .string(kind.name)),
    ])
    if profile.namesMembers, let display = member.display {
      element["display"] = .string(display)
    }
    return .object(element)
  }
}

extension SandboxProfile {
  /// Whether the answer to a request for these attributes has members.
  func shows(members projection: Projection) -> Bool {
    switch members {
    case .always: true
    case .onRequest: projection.names("members")
    case .never: false
    }
  }
}

extension JSONValue {
  /// The resource without `schemas` and `meta`.
  var withoutSchemas: JSONValue {
    var result = self
    result.set(nil, at: "schemas")
    result.set(nil, at: "meta")
    return result
  }

  fileprivate var withBooleansAsText: JSONValue {
    switch self {
    case .bool(let value): .string(value ? "True" : "False")
    case .array(let elements): .array(elements.map(\.withBooleansAsText))
    case .object(let object):
      .object(JSONObject(object.members.map { ($0.name, $0.value.withBooleansAsText) }))
    case .null, .integer, .number, .string: self
    }
  }
}
