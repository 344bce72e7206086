import Text
import SCIM

extension OneLoginProvider {
  private static let userList = OneLoginListing.Kind(
    filters: [
      "created_since", "created_until", "updated_since", "updated_until", "last_login_since",
      "last_login_until", "firstname", "lastname", "email", "username", "samaccountname",
      "directory_id", "external_id", "app_id", "user_ids", "group_id", "role_id", "role_ids",
      "custom_attributes.",
    ],
    sorts: ["id", "username", "email", "firstname", "lastname", "created_at", "updated_at"],
    maximum: 1000, standard: 50)

  /// `/users…`.
  mutating func users(
    _ call: OneLoginCall, _ path: [String]
  ) throws(OneLoginFailure) -> HTTPResponse {
    switch (call.method, path.count) {
    case ("GET", 0): return try listUsers(call)
    case ("POST", 0): return try createUser(call)
    case ("GET", 1) where path[0] == "custom_attributes":
      return .json(200, .array(tenant.customFields.map { .object($0) }))
    case (_, 1): return try user(call, try existing(path[0]))
    case ("GET", 2) where path[1] == "apps": return .json(200, apps(of: try existing(path[0])))
    default: throw .notFound("Resource")
    }
  }

  private func existing(_ text: String) throws(OneLoginFailure) -> OneLoginUser {
    guard let user = Int64(text).flatMap(tenant.user) else { throw .notFound("User") }
    return user
  }

  private mutating func listUsers(_ call: OneLoginCall) throws(OneLoginFailure) -> HTTPResponse {
    var kind = Self.userList
    if !call.isTester, let cap = quirks[.pageCap], cap >= 1 {
      kind.maximum = Int(cap)
      kind.standard = min(kind.standard, Int(cap))
    }
    let listing = try listing(call, kind)
    if listing.page > 1, !call.isTester, let first = tenant.users.first,
      quirks.take(.deletesBetweenPages)
    {
      delete(first.id, now: call.now)
    }
    let filter = Self.UserFilter(listing.filters, tenant)
    var users = filter.isEmpty ? tenant.users : tenant.users.filter(filter.passes)
    if listing.sort != "id" {
      users.sort { $0.text(listing.sort) < $1.text(listing.sort) }
    }
    if listing.isDescending { users.reverse() }
    let fields = listing.fields
    let shapes = call.isTester ? OneLoginQuirks() : quirks
    let tenant = tenant
    return page(users, listing, call) {
      Self.shown($0, fields: fields ?? OneLoginUser.listed, tenant, shapes)
    }
  }

  private mutating func user(
    _ call: OneLoginCall, _ user: OneLoginUser
  ) throws(OneLoginFailure) -> HTTPResponse {
    let id = user.id
    switch call.method {
    case "GET":
      return .json(200, whole(user, call))
    case "PUT":
      let body = try call.object()
      try check(body, besides: id)
      write(now: call.now) { provider, now in provider.update(id, body, now: now) }
      return .json(200, whole(tenant.user(id) ?? user, call))
    case "DELETE":
      write(now: call.now) { provider, now in provider.delete(id, now: now) }
      return .json(204)
    default: throw .v2(405, name: "MethodNotAllowed", "Method not allowed")
    }
  }

  private func whole(_ user: OneLoginUser, _ call: OneLoginCall) -> JSONValue {
    Self.shown(
      user, fields: OneLoginUser.listed + OneLoginUser.unlisted, tenant,
      call.isTester ? OneLoginQuirks() : quirks)
  }

  private mutating func createUser(_ call: OneLoginCall) throws(OneLoginFailure) -> HTTPResponse {
    let body = try call.object()
    try check(body, besides: nil)
    let id = tenant.nextUserID()
    write(now: call.now) { provider, now in
      provider.tenant.put(OneLoginUser(id: id, body, now: now))
      provider.note(13, user: id, now: now)
    }
    return .json(201, whole(OneLoginUser(id: id, body, now: call.now), call))
  }

  /// Refuses a write without a name, or with one that another user has.
  private func check(_ body: JSONObject, besides id: Int64?) throws(OneLoginFailure) {
    let names = ["username", "email"].filter { !(body[$0]?.scalarText ?? "").isEmpty }
    if id == nil, names.isEmpty {
      throw .v2(
        422, name: "UnprocessableEntityField", "username or email is required", field: "email")
    }
    for name in names {
      let value = body[name]?.scalarText?.lowercased()
      if tenant.users.contains(where: { $0.id != id && $0.text(name).lowercased() == value }) {
        throw .v2(422, name: "UnprocessableEntityField", "\(name) must be unique", field: name)
      }
    }
  }

  private mutating func update(_ id: Int64, _ body: JSONObject, now: Double) {
    guard var user = tenant.user(id) else { return }
    user.take(body)
    user.fields["updated_at"] = .string(OneLoginUser.date(now))
    tenant.put(user)
    note(14, user: id, now: now)
  }

  private mutating func delete(_ id: Int64, now: Double) {
    if tenant.remove(user: id) { note(17, user: id, now: now) }
  }

  /// Writes an event down.
  private mutating func note(_ type: Int64, user: Int64, now: Double) {
    events.append(
      JSONObject([
        ("id", .integer(Int64(events.count) + 1)), ("created_at", .string(DateTime.text(now))),
        ("account_id", 555_555), ("user_id", .integer(user)), ("event_type_id", .integer(type)),
        ("error_description", .null),
      ]))
  }

  /// Does something now, or once the queue has come to it.
  mutating func write(
    now: Double, _ write: @escaping @Sendable (inout OneLoginProvider, Double) -> Void
  ) {
    guard let delay = quirks[.lateWrites], delay > 0 else { return write(&self, now) }
    queue.append((now + delay, write))
  }

  /// Does what is due.
  mutating func applyWrites(now: Double) {
    while let first = queue.first, first.due <= now {
      queue.removeFirst()
      first.write(&self, first.due)
    }
  }

  private func apps(of user: OneLoginUser) -> JSONValue {
    let ids = Set(tenant.roles.filter { $0.users.contains(user.id) }.flatMap(\.apps))
    return .array(
      tenant.apps.filter { ids.contains($0.id) }.map { app in
        [
          "id": .integer(app.id), "name": .string(app.name), "icon_url": .null, "extension": false,
          "login_id": .integer(app.id * 1000 + user.id % 1000), "provisioning_status": "enabled",
          "provisioning_state": "provisioned", "provisioning_enabled": true,
        ]
      })
  }
}
