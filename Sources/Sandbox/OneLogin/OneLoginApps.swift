import Text
import SCIM

/// `/api/2/apps…`.
enum OneLoginApps {
  private static let appList = OneLoginListing.Kind(
    filters: ["name", "connector_id", "auth_method"], sorts: ["id", "name"], maximum: 1000,
    standard: 1000)
  private static let appUsers = OneLoginListing.Kind(
    filters: [], hasFields: false, sorts: ["id"], maximum: 1000, standard: 1000)

  /// Answers a call.
  static func answer(
    _ call: OneLoginCall, _ path: [String], _ state: inout OneLoginState
  ) throws(OneLoginFailure) -> HTTPResponse {
    guard let text = path.first else { return try listApps(call, &state) }
    guard let index = state.tenant.apps.firstIndex(where: { String($0.id) == text }) else {
      throw .notFound("App")
    }
    switch (call.method, path.count > 1 ? path[1] : "") {
    case ("GET", ""): return .json(200, .object(shown(state.tenant.apps[index], call, state)))
    case ("GET", "users"):
      let listing = try state.listing(call, Self.appUsers)
      return state.page(state.tenant.users(having: state.tenant.apps[index].id), listing, call) {
        user in
        OneLoginUserForm.shown(
          user, fields: ["id", "firstname", "lastname", "username", "email"], OneLoginTenant(),
          OneLoginQuirks())
      }
    case (_, "rules"):
      return try OneLoginRules.answer(call, index, Array(path.dropFirst(2)), &state)
    default: throw .notFound("Resource")
    }
  }

  private static func listApps(_ call: OneLoginCall, _ state: inout OneLoginState)
    throws(OneLoginFailure) -> HTTPResponse
  {
    let listing = try state.listing(call, Self.appList)
    let apps = state.tenant.apps.filter { app in
      listing.filters.allSatisfy { name, value in
        OneLoginListing.passes(app.content[name]?.scalarText ?? "", value)
      }
    }
    let fields = [
      "id", "connector_id", "name", "description", "visible", "auth_method", "created_at",
      "updated_at",
    ]
    return state.page(apps, listing, call) { app in
      .object(JSONObject(fields.map { ($0, app.content[$0] ?? .null) }))
    }
  }

  private static func shown(_ app: OneLoginApp, _ call: OneLoginCall, _ state: OneLoginState)
    -> JSONObject
  {
    var content = app.content
    content["role_ids"] = .array(state.tenant.roles(giving: app.id).map { .integer($0) })
    guard !call.isTester, state.quirks.has(.valuesAsArray),
      let parameters = content["parameters"]?.object
    else { return content }
    let arrays = parameters.members.map { member -> (String, JSONValue) in
      guard var parameter = member.value.object, let text = parameter["values"]?.string else {
        return (member.name, member.value)
      }
      parameter["values"] = [.string(text)]
      return (member.name, .object(parameter))
    }
    content["parameters"] = .object(JSONObject(arrays))
    return content
  }
}
