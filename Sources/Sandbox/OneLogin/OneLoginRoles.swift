import Text
import SCIM

/// `/api/2/roles…`.
enum OneLoginRoles {
  private static let roleList = OneLoginListing.Kind(
    filters: ["name", "app_id", "app_name"], sorts: ["id", "name"], maximum: 650, standard: 650)
  /// Of a role's users, apps and admins a page has a hundred, whatever is asked for.
  private static let partList = OneLoginListing.Kind(
    filters: ["name", "include_unassigned", "assigned"], hasFields: false, sorts: ["id", "name"],
    maximum: 100, standard: 100)

  /// Answers a call.
  static func answer(
    _ call: OneLoginCall, _ path: [String], _ state: inout OneLoginState
  ) throws(OneLoginFailure) -> HTTPResponse {
    guard let text = path.first else { return try listRoles(call, &state) }
    guard let index = state.tenant.roles.firstIndex(where: { String($0.id) == text }) else {
      throw .notFound("Role")
    }
    let role = state.tenant.roles[index]
    switch (call.method, path.count > 1 ? path[1] : "") {
    case ("GET", ""):
      return .json(200, Self.shown(role, withParts: call.isTester || !state.quirks.has(.bareRoles)))
    case ("GET", "users"): return try members(of: role, call, &state)
    case ("GET", "admins"): return try people(role.admins, call, &state)
    case ("GET", "apps"):
      let listing = try state.listing(call, Self.partList)
      let apps = state.tenant.apps.filter { role.apps.contains($0.id) }
      return state.page(apps, listing, call) { app in
        ["id": .integer(app.id), "name": .string(app.name), "icon_url": .null]
      }
    case ("POST", "users"), ("DELETE", "users"):
      let ids = try call.ids()
      let isAddition = call.method == "POST"
      state.write(now: call.now) { state, _ in
        change(role: role.id, users: ids, isAddition: isAddition, &state)
      }
      return isAddition
        ? .json(200, .array(ids.map { ["id": .integer($0)] })) : .json(204)
    case ("PUT", "apps"):
      state.tenant.roles[index].apps = try call.ids()
      return .json(200, .array(state.tenant.roles[index].apps.map { ["id": .integer($0)] }))
    default: throw .notFound("Resource")
    }
  }

  private static func listRoles(_ call: OneLoginCall, _ state: inout OneLoginState)
    throws(OneLoginFailure) -> HTTPResponse
  {
    guard call.method == "GET" else {
      throw .v2(405, name: "MethodNotAllowed", "Method not allowed")
    }
    let listing = try state.listing(call, Self.roleList)
    var roles = state.tenant.roles
    if let name = listing.filters["name"] {
      roles = roles.filter { OneLoginListing.passes($0.name, name) }
    }
    if let app = listing.filters["app_id"].flatMap({ Int64($0) }) {
      roles = roles.filter { $0.apps.contains(app) }
    }
    if let name = listing.filters["app_name"] {
      let apps = state.tenant.apps.filter { OneLoginListing.passes($0.name, name) }.map(\.id)
      roles = roles.filter { !Set($0.apps).isDisjoint(with: apps) }
    }
    let fields = listing.fields ?? ["apps"]
    return state.page(roles, listing, call) { role in
      var shown = Self.shown(role, withParts: true).object ?? JSONObject()
      for part in ["apps", "users", "admins"] where !fields.contains(part) { shown[part] = nil }
      return .object(shown)
    }
  }

  private static func shown(_ role: OneLoginRole, withParts: Bool) -> JSONValue {
    guard withParts else { return ["id": .integer(role.id), "name": .string(role.name)] }
    return [
      "id": .integer(role.id), "name": .string(role.name),
      "apps": .array(role.apps.map { .integer($0) }),
      "users": .array(role.users.map { .integer($0) }),
      "admins": .array(role.admins.map { .integer($0) }),
    ]
  }

  private static func members(
    of role: OneLoginRole, _ call: OneLoginCall, _ state: inout OneLoginState
  ) throws(OneLoginFailure) -> HTTPResponse {
    let showsAll =
      call.query["include_unassigned"] == "true"
      || (!call.isTester && state.quirks.has(.showsUnassigned))
    return try people(role.users, call, unassigned: showsAll ? role.unassigned : [], &state)
  }

  /// A user in a role's list.
  private struct Shown {
    let user: OneLoginUser
    let isAssigned: Bool
  }

  private static func people(
    _ ids: [Int64], _ call: OneLoginCall, unassigned: [Int64] = [], _ state: inout OneLoginState
  ) throws(OneLoginFailure) -> HTTPResponse {
    let listing = try state.listing(call, Self.partList)
    let tenant = state.tenant
    var people = ids.compactMap(tenant.user).map { Shown(user: $0, isAssigned: true) }
    people += unassigned.compactMap(tenant.user).map { Shown(user: $0, isAssigned: false) }
    people.sort { $0.user.id < $1.user.id }
    if let name = listing.filters["name"] {
      people = people.filter { OneLoginListing.passes(Self.name(of: $0.user), name) }
    }
    return state.page(people, listing, call) { shown in
      let user = shown.user
      return [
        "id": .integer(user.id), "name": .string(Self.name(of: user)), "username": user["username"],
        "added_by": ["id": .null, "name": .null], "added_at": user["created_at"],
        "assigned": .bool(shown.isAssigned),
      ]
    }
  }

  private static func name(of user: OneLoginUser) -> String {
    [user.text("firstname"), user.text("lastname")].filter { !$0.isEmpty }.joined(separator: " ")
  }

  private static func change(
    role id: Int64, users: [Int64], isAddition: Bool, _ state: inout OneLoginState
  ) {
    guard let index = state.tenant.roles.firstIndex(where: { $0.id == id }) else { return }
    if isAddition {
      let known = Set(state.tenant.roles[index].users)
      state.tenant.roles[index].users += users.filter {
        !known.contains($0) && state.tenant.user($0) != nil
      }
    } else {
      state.tenant.roles[index].users.removeAll { users.contains($0) }
    }
  }
}
