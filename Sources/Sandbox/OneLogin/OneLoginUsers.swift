import Text
import SCIM

/// `/api/2/users…`.
enum OneLoginUsers {
  private static let userList = OneLoginListing.Kind(
    filters: [
      "created_since", "created_until", "updated_since", "updated_until", "last_login_since",
      "last_login_until", "firstname", "lastname", "email", "username", "samaccountname",
      "directory_id", "external_id", "app_id", "user_ids", "group_id", "role_id", "role_ids",
      "custom_attributes.",
    ],
    sorts: ["id", "username", "email", "firstname", "lastname", "created_at", "updated_at"],
    maximum: 1000, standard: 50)

  /// Answers a call.
  static func answer(
    _ call: OneLoginCall, _ path: [String], _ state: inout OneLoginState
  ) throws(OneLoginFailure) -> HTTPResponse {
    switch (call.method, path.count) {
    case ("GET", 0): return try listUsers(call, &state)
    case ("POST", 0): return try createUser(call, &state)
    case ("GET", 1) where path[0] == "custom_attributes":
      return .json(200, .array(state.tenant.customFields.map { .object($0) }))
    case (_, 1): return try user(call, try existing(path[0], state), &state)
    case ("GET", 2) where path[1] == "apps":
      return .json(200, apps(of: try existing(path[0], state), state))
    default: throw .notFound("Resource")
    }
  }

  private static func existing(_ text: String, _ state: OneLoginState) throws(OneLoginFailure)
    -> OneLoginUser
  {
    guard let user = Int64(text).flatMap(state.tenant.user) else { throw .notFound("User") }
    return user
  }

  private static func listUsers(_ call: OneLoginCall, _ state: inout OneLoginState)
    throws(OneLoginFailure) -> HTTPResponse
  {
    var kind = Self.userList
    if !call.isTester, let cap = state.quirks[.pageCap], cap >= 1 {
      kind.maximum = Int(cap)
      kind.standard = min(kind.standard, Int(cap))
    }
    let listing = try state.listing(call, kind)
    if listing.page > 1, !call.isTester, let first = state.tenant.users.first,
      state.quirks.take(.deletesBetweenPages)
    {
      delete(first.id, now: call.now, &state)
    }
    let filter = OneLoginUserForm.UserFilter(listing.filters, state.tenant)
    var users = filter.isEmpty ? state.tenant.users : state.tenant.users.filter(filter.passes)
    if listing.sort != "id" {
      users.sort { $0.text(listing.sort) < $1.text(listing.sort) }
    }
    if listing.isDescending { users.reverse() }
    let fields = listing.fields
    let shapes = call.isTester ? OneLoginQuirks() : state.quirks
    let tenant = state.tenant
    return state.page(users, listing, call) {
      OneLoginUserForm.shown($0, fields: fields ?? OneLoginUser.listed, tenant, shapes)
    }
  }

  private static func user(
    _ call: OneLoginCall, _ user: OneLoginUser, _ state: inout OneLoginState
  ) throws(OneLoginFailure) -> HTTPResponse {
    let id = user.id
    switch call.method {
    case "GET":
      return .json(200, whole(user, call, state))
    case "PUT":
      let body = try call.object()
      try check(body, besides: id, state)
      state.write(now: call.now) { state, now in update(id, body, now: now, &state) }
      return .json(200, whole(state.tenant.user(id) ?? user, call, state))
    case "DELETE":
      state.write(now: call.now) { state, now in delete(id, now: now, &state) }
      return .json(204)
    default: throw .v2(405, name: "MethodNotAllowed", "Method not allowed")
    }
  }

  private static func whole(_ user: OneLoginUser, _ call: OneLoginCall, _ state: OneLoginState)
    -> JSONValue
  {
    OneLoginUserForm.shown(
      user, fields: OneLoginUser.listed + OneLoginUser.unlisted, state.tenant,
      call.isTester ? OneLoginQuirks() : state.quirks)
  }

  private static func createUser(_ call: OneLoginCall, _ state: inout OneLoginState)
    throws(OneLoginFailure) -> HTTPResponse
  {
    let body = try call.object()
    try check(body, besides: nil, state)
    let id = state.tenant.nextUserID()
    state.write(now: call.now) { state, now in
      state.tenant.put(OneLoginUser(id: id, body, now: now))
      state.note(13, user: id, now: now)
    }
    return .json(201, whole(OneLoginUser(id: id, body, now: call.now), call, state))
  }

  /// Refuses a write without a name, or with one that another user has.
  private static func check(_ body: JSONObject, besides id: Int64?, _ state: OneLoginState)
    throws(OneLoginFailure)
  {
    let names = ["username", "email"].filter { !(body[$0]?.scalarText ?? "").isEmpty }
    if id == nil, names.isEmpty {
      throw .v2(
        422, name: "UnprocessableEntityField", "username or email is required", field: "email")
    }
    for name in names {
      let value = body[name]?.scalarText?.lowercased()
      if state.tenant.users.contains(where: { $0.id != id && $0.text(name).lowercased() == value })
      {
        throw .v2(422, name: "UnprocessableEntityField", "\(name) must be unique", field: name)
      }
    }
  }

  private static func update(
    _ id: Int64, _ body: JSONObject, now: Double, _ state: inout OneLoginState
  ) {
    guard var user = state.tenant.user(id) else { return }
    user.take(body)
    user.fields["updated_at"] = .string(OneLoginUser.date(now))
    state.tenant.put(user)
    state.note(14, user: id, now: now)
  }

  private static func delete(_ id: Int64, now: Double, _ state: inout OneLoginState) {
    if state.tenant.remove(user: id) { state.note(17, user: id, now: now) }
  }

  private static func apps(of user: OneLoginUser, _ state: OneLoginState) -> JSONValue {
    let ids = Set(state.tenant.roles.filter { $0.users.contains(user.id) }.flatMap(\.apps))
    return .array(
      state.tenant.apps.filter { ids.contains($0.id) }.map { app in
        [
          "id": .integer(app.id), "name": .string(app.name), "icon_url": .null, "extension": false,
          "login_id": .integer(app.id * 1000 + user.id % 1000), "provisioning_status": "enabled",
          "provisioning_state": "provisioned", "provisioning_enabled": true,
        ]
      })
  }
}
