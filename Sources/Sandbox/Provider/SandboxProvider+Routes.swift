import SCIM

extension SandboxProvider {
  /// Answers a call whose token and pace are in order.
  mutating func route(_ call: SandboxCall) throws(SCIMFailure) -> HTTPResponse {
    let first = call.segments.first ?? ""
    if profile.notImplemented.contains("\(call.method) \(first)") { throw .notImplemented }
    if call.segments.last == ".search" { return try search(call) }
    switch (first.lowercased(), call.segments.count) {
    case ("", 0):
      guard call.method == "GET" else { throw .notAllowed(call) }
      return try list(
        ResourceKind.allCases, ListRequest(query: call.query, schemas: .everything), now: call.now)
    case ("me", _): throw .notImplemented
    case ("bulk", 1): return try bulk(call)
    case ("serviceproviderconfig", 1), ("schemas", 1...2), ("resourcetypes", 1...2):
      return try SandboxDiscovery(profile: profile, baseURL: baseURL).answer(call)
    default: break
    }
    guard let kind = ResourceKind(endpoint: first) else { throw .notFound("/\(first)") }
    switch call.segments.count {
    case 1: return try collection(kind, call)
    case 2: return try single(kind, call.segments[1], call)
    default: throw .notFound("/\(call.segments.joined(separator: "/"))")
    }
  }

  private mutating func collection(
    _ kind: ResourceKind, _ call: SandboxCall
  ) throws(SCIMFailure) -> HTTPResponse {
    switch call.method {
    case "GET":
      if kind == .group { injector.groupsWereRead() }
      return try list(
        [kind], ListRequest(query: call.query, schemas: kind.schemas), now: call.now)
    case "POST": return try create(kind, call)
    default: throw .notAllowed(call)
    }
  }

  private mutating func single(
    _ kind: ResourceKind, _ id: String, _ call: SandboxCall
  ) throws(SCIMFailure) -> HTTPResponse {
    guard ["GET", "PUT", "PATCH", "DELETE"].contains(call.method) else {
      throw .notAllowed(call)
    }
    let isWrite = call.method == "PUT" || call.method == "PATCH"
    guard
      let resource = state.find(kind, id) ?? (isWrite ? reveal(kind, id, now: call.now) : nil),
      call.method != "GET" || isVisible(kind, resource, now: call.now)
    else { throw .notFound("\(kind.name) \(id)") }
    if profile.hasVersions, call.method != "GET" { try call.checkMatch(resource) }
    if call.method != "GET", kind == .user, let status = profile.quirks.refusalWithoutVersion,
      call.headers["if-match"] == nil
    {
      throw SCIMFailure(status: status, detail: "If-Match must name the version.")
    }
    switch call.method {
    case "GET":
      if kind == .group { injector.groupsWereRead() }
      return try read(kind, resource, call)
    case "PUT": return try replace(kind, resource, call)
    case "PATCH": return try patch(kind, resource, call)
    default: return delete(kind, resource, call)
    }
  }

  private mutating func search(_ call: SandboxCall) throws(SCIMFailure) -> HTTPResponse {
    guard profile.hasSearch else { throw .notImplemented }
    guard call.method == "POST" else { throw .notAllowed(call) }
    let body = try call.json()
    switch call.segments.count {
    case 1:
      return try list(
        ResourceKind.allCases, ListRequest(search: body, schemas: .everything), now: call.now)
    case 2:
      guard let kind = ResourceKind(endpoint: call.segments[0]) else { fallthrough }
      return try list([kind], ListRequest(search: body, schemas: kind.schemas), now: call.now)
    default: throw .notFound("/\(call.segments.joined(separator: "/"))")
    }
  }
}

extension SchemaSet {
  /// The attributes of all kinds of resources.
  static let everything = SchemaSet([
    Schema(
      id: Schema.user.id, name: "", attributes: Schema.user.attributes + Schema.group.attributes),
    .enterpriseUser,
  ])
}
