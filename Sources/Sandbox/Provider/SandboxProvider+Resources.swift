public import Text
public import SCIM

extension SandboxProvider {
  /// What is refused now.
  private var checks: WriteChecks { WriteChecks(state: state, profile: profile, hidden: hidden) }

  mutating func create(
    _ kind: ResourceKind, _ call: SandboxCall
  ) throws(SCIMFailure) -> HTTPResponse {
    let projection = try call.projection(kind.schemas)
    let resource = try create(kind, call.json(), call)
    return view.respond(201, kind, resource, projection)
  }

  func read(
    _ kind: ResourceKind, _ resource: StoredResource, _ call: SandboxCall
  ) throws(SCIMFailure) -> HTTPResponse {
    let projection = try call.projection(kind.schemas)
    if profile.hasVersions, call.has(resource) {
      return .scim(304, headers: ["etag": resource.entityTag])
    }
    return view.respond(200, kind, resource, projection)
  }

  mutating func replace(
    _ kind: ResourceKind, _ resource: StoredResource, _ call: SandboxCall
  ) throws(SCIMFailure) -> HTTPResponse {
    let projection = try call.projection(kind.schemas)
    let reader = ResourceReader(kind: kind, profile: profile)
    var written = try reader.read(call.json())
    let members = written["members"]
    written.set(nil, at: "members")
    var content = try reader.finish(written, replacing: resource.content)
    if kind == .user { content = named(content) }
    try checks.checkUnique(kind, content, except: resource.id)
    if kind == .group {
      try checks.checkCount(members.map { [$0] } ?? [])
      var draft = GroupDraft(resource, profile: profile)
      draft.removeAll(in: state)
      try draft.add(members ?? .null, in: state)
      commit(draft, of: resource, content: content, now: call.now)
    } else {
      state.change(kind, resource.id, to: content, now: call.now)
    }
    return view.respond(200, kind, state.find(kind, resource.id) ?? resource, projection)
  }

  mutating func patch(
    _ kind: ResourceKind, _ resource: StoredResource, _ call: SandboxCall
  ) throws(SCIMFailure) -> HTTPResponse {
    let projection = try call.projection(kind.schemas)
    let operations = try Patch.operations(in: call.json())
    try checks.check(operations, kind)
    switch kind {
    case .user: try patchUser(resource, operations, now: call.now)
    case .group: try patchGroup(resource, operations, now: call.now)
    }
    let isShownAsBefore = kind == .user && profile.quirks.answersPatchAsBefore
    let changed = isShownAsBefore ? resource : state.find(kind, resource.id) ?? resource
    // RFC 7644, section 3.5.2 leaves the choice; nobody wants a hundred thousand members back.
    guard profile.answersPatchWithResource, state.memberCount(of: changed.id) <= 1000 else {
      return .scim(204, headers: view.versionHeaders(changed))
    }
    return view.respond(200, kind, changed, projection)
  }

  mutating func delete(
    _ kind: ResourceKind, _ resource: StoredResource, _ call: SandboxCall
  ) -> HTTPResponse {
    if profile.deactivatesOnDelete, kind == .user {
      var content = resource.content
      content.set(false, at: "active")
      state.change(kind, resource.id, to: content, now: call.now)
    } else if kind == .user, profile.quirks.deletesAfter > 0 {
      deletions[resource.id] = call.now + profile.quirks.deletesAfter
      return .scim(202)
    } else {
      remove(kind, resource.id, now: call.now)
    }
    return .scim(204)
  }

  /// Puts resources in as a client would create them, but without token, pace and faults.
  ///
  /// - Parameters:
  ///   - collection: `Users` or `Groups`.
  ///   - now: The time in seconds since 1970.
  /// - Returns: Their ids, in the same order.
  @discardableResult
  public mutating func load(
    _ resources: [JSONValue], into collection: String, now: Double
  ) throws(SCIMFailure) -> [String] {
    guard let kind = ResourceKind(endpoint: collection) else {
      throw .notFound("/\(collection)")
    }
    var ids: [String] = []
    for resource in resources {
      let call = SandboxCall(
        method: "POST", segments: [], query: [:], headers: [:], body: [], now: now)
      ids.append(try create(kind, resource, call).id)
    }
    return ids
  }

  private mutating func create(
    _ kind: ResourceKind, _ body: JSONValue, _ call: SandboxCall
  ) throws(SCIMFailure) -> StoredResource {
    let reader = ResourceReader(kind: kind, profile: profile)
    var written = try reader.read(body)
    let members = written["members"]
    written.set(nil, at: "members")
    var content = try reader.finish(written, replacing: nil)
    if kind == .user { content = named(content) }
    try checks.checkUnique(kind, content, except: nil)
    try checks.checkCount(members.map { [$0] } ?? [])
    if kind == .user,
      injector.refusesNewUser(
        content["userName"]?.scalarText ?? "", hit: call.refusesNewUser)
    {
      throw SCIMFailure(
        status: 400, scimType: "invalidValue",
        detail: "The entitlements of the new user are not known yet. Refresh them and try again.")
    }
    let id = newId(kind)
    if kind == .user, profile.quirks.invites { invited.insert(id) }
    let blank = StoredResource(id: id, sequence: 0, content: [:], created: 0, modified: 0)
    var draft = GroupDraft(blank, profile: profile)
    try draft.add(members ?? .null, in: state)
    return state.create(kind, id: id, content: content, members: draft.added.ids, now: call.now)
  }

  private mutating func patchUser(
    _ resource: StoredResource, _ operations: [PatchOperation], now: Double
  ) throws(SCIMFailure) {
    let computed = ["id", "meta", "groups", "schemas"] as [AttributePath]
    // An invitation changes what is shown, not what is kept.
    let isInvited = invited.remove(resource.id) != nil
    defer { if isInvited { invited.insert(resource.id) } }
    var written = view.document(.user, resource)
    written = try Patch.apply(
      operations, to: written, schemas: .user, allowingUnknown: profile.unknown != .refused)
    for path in computed { written.set(nil, at: path) }
    let reader = ResourceReader(kind: .user, profile: profile)
    let content = named(try reader.finish(written, replacing: resource.content))
    try checks.checkUnique(.user, content, except: resource.id)
    state.change(.user, resource.id, to: content, now: now)
  }

  private mutating func patchGroup(
    _ resource: StoredResource, _ operations: [PatchOperation], now: Double
  ) throws(SCIMFailure) {
    var draft = GroupDraft(resource, profile: profile)
    for operation in operations { try draft.apply(operation, in: state) }
    let reader = ResourceReader(kind: .group, profile: profile)
    let content = try reader.finish(draft.content, replacing: resource.content)
    try checks.checkUnique(.group, content, except: resource.id)
    commit(draft, of: resource, content: content, now: now)
  }

  private mutating func commit(
    _ draft: GroupDraft, of group: StoredResource, content: JSONValue, now: Double
  ) {
    state.change(.group, group.id, to: content, now: now)
    state.changeMembers(
      of: group.id, adding: draft.added.ids, removing: Array(draft.removed), now: now)
  }

  private mutating func newId(_ kind: ResourceKind) -> String {
    ids += 1
    switch (profile.hasAwkwardIds, kind) {
    case (true, .user): return "\(ids)/ü \(random.next() % 1000)?"
    case (true, .group): return String(ids)
    case (false, _):
      let digits = [random.next(), random.next()].map { number in
        let text = String(number, radix: 16)
        return String(repeating: "0", count: 16 - text.count) + text
      }
      let all = digits.joined()
      let ends = [8, 12, 16, 20, 32]
      return zip([0] + ends, ends).map { start, end in
        String(all.dropFirst(start).prefix(end - start))
      }.joined(separator: "-")
    }
  }
}
