import Text
import SCIM

extension OneLoginProvider {
  private static let appList = OneLoginListing.Kind(
    filters: ["name", "connector_id", "auth_method"], sorts: ["id", "name"], maximum: 1000,
    standard: 1000)
  private static let appUsers = OneLoginListing.Kind(
    filters: [], hasFields: false, sorts: ["id"], maximum: 1000, standard: 1000)

  /// `/apps…`.
  mutating func apps(
    _ call: OneLoginCall, _ path: [String]
  ) throws(OneLoginFailure) -> HTTPResponse {
    guard let text = path.first else { return try listApps(call) }
    guard let index = tenant.apps.firstIndex(where: { String($0.id) == text }) else {
      throw .notFound("App")
    }
    switch (call.method, path.count > 1 ? path[1] : "") {
    case ("GET", ""): return .json(200, .object(shown(tenant.apps[index], call)))
    case ("GET", "users"):
      let listing = try listing(call, Self.appUsers)
      return page(tenant.users(having: tenant.apps[index].id), listing, call) { user in
        Self.shown(
          user, fields: ["id", "firstname", "lastname", "username", "email"], OneLoginTenant(),
          OneLoginQuirks())
      }
    case (_, "rules"): return try rules(call, index, Array(path.dropFirst(2)))
    default: throw .notFound("Resource")
    }
  }

  private mutating func listApps(_ call: OneLoginCall) throws(OneLoginFailure) -> HTTPResponse {
    let listing = try listing(call, Self.appList)
    let apps = tenant.apps.filter { app in
      listing.filters.allSatisfy { name, value in
        OneLoginListing.passes(app.content[name]?.scalarText ?? "", value)
      }
    }
    let fields = [
      "id", "connector_id", "name", "description", "visible", "auth_method", "created_at",
      "updated_at",
    ]
    return page(apps, listing, call) { app in
      .object(JSONObject(fields.map { ($0, app.content[$0] ?? .null) }))
    }
  }

  private func shown(_ app: OneLoginApp, _ call: OneLoginCall) -> JSONObject {
    var content = app.content
    content["role_ids"] = .array(tenant.roles(giving: app.id).map { .integer($0) })
    guard !call.isTester, quirks.has(.valuesAsArray),
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

  // MARK: Rules

  private mutating func rules(
    _ call: OneLoginCall, _ index: Int, _ path: [String]
  ) throws(OneLoginFailure) -> HTTPResponse {
    let app = tenant.apps[index]
    switch (call.method, path.count, path.first ?? "") {
    case ("GET", 0, _):
      let known: Set = [
        "enabled", "has_condition", "has_condition_type", "has_action_type", "has_action",
      ]
      guard known.isSuperset(of: call.query.keys) else {
        throw .badRequest("query parameter(s) not allowed")
      }
      return .json(200, .array(Self.enabled(app.rules, call.query).map { .object($0) }))
    case ("POST", 0, _):
      let rule = try checked(call.object(), app)
      let id = (app.rules.compactMap { $0["id"]?.integer }.max() ?? Int(app.id) * 100) + 1
      tenant.apps[index].rules.append(
        JSONObject([("id", .integer(Int64(id)))] + rule.members.map { ($0.name, $0.value) }))
      return .json(201, ["id": .integer(Int64(id))])
    case ("GET", 1, "conditions"): return .json(200, conditions())
    case ("GET", 1, "actions"):
      return .json(
        200, .array(app.actions.map { ["name": .string($0), "value": .string($0)] }))
    case ("GET", 3, "conditions"): return values(ofCondition: path[1], path[2], call)
    case ("GET", 3, "actions") where path[2] == "values":
      return Self.list(quirks.has(.emptyValues) ? nil : app.actionValues[path[1]])
    case ("DELETE", 1, let id):
      tenant.apps[index].rules.removeAll { $0["id"]?.scalarText == id }
      return .json(204)
    case ("GET", 1, let id):
      guard let rule = app.rules.first(where: { $0["id"]?.scalarText == id }) else {
        throw .notFound("Rule")
      }
      return .json(200, .object(rule))
    default: throw .notFound("Resource")
    }
  }

  /// A list of names and values; an empty body for free text.
  private static func list(_ values: JSONValue?) -> HTTPResponse {
    guard let values else { return HTTPResponse(status: 200) }
    return .json(200, values)
  }

  /// What conditions can be about.
  private static let sources = [
    "member_of", "has_role", "email", "username", "firstname", "lastname", "department", "title",
    "company", "phone", "distinguished_name", "status", "last_login", "group_id",
  ]

  private func conditions() -> JSONValue {
    let custom = tenant.shortnames.map { "custom_attribute_" + $0 }
    return .array(
      (Self.sources + custom).map { ["name": .string($0), "value": .string($0)] })
  }

  private static func operators(of source: String) -> [String] {
    switch source {
    case "has_role": ["ri", "rin"]
    case "last_login": [">", "<"]
    case "status", "group_id": ["=", "!="]
    default: ["=", "!=", "~", "!~", "bw", "ew"]
    }
  }

  private func values(
    ofCondition source: String, _ part: String, _ call: OneLoginCall
  ) -> HTTPResponse {
    if part == "operators" {
      let operators = Self.operators(of: source)
      return .json(
        200, .array(operators.map { ["name": .string($0), "value": .string($0)] }))
    }
    if !call.isTester, quirks.has(.emptyValues) { return Self.list(nil) }
    switch source {
    case "has_role":
      return .json(
        200, .array(tenant.roles.map { ["name": .string($0.name), "value": .integer($0.id)] }))
    case "group_id":
      return .json(
        200,
        .array(
          tenant.groups.map { ["name": $0["name"] ?? .null, "value": $0["id"] ?? .null] }))
    default: return Self.list(nil)
    }
  }

  /// Refuses a rule whose conditions or actions do not exist.
  private func checked(
    _ rule: JSONObject, _ app: OneLoginApp
  ) throws(OneLoginFailure) -> JSONObject {
    guard ["all", "any"].contains(rule["match"]?.string ?? "") else {
      throw .rule(field: "match", "must be all or any")
    }
    let sources = Self.sources + tenant.shortnames.map { "custom_attribute_" + $0 }
    for (index, condition) in (rule["conditions"]?.array ?? []).enumerated() {
      let source = condition["source"]?.string ?? ""
      guard sources.contains(source) else {
        throw .rule(field: "conditions.[\(index)].source", "is not a known source")
      }
      guard Self.operators(of: source).contains(condition["operator"]?.string ?? "") else {
        throw .rule(field: "conditions.[\(index)].operator", "is not a known operator")
      }
      guard condition["value"]?.string != nil else {
        throw .rule(field: "conditions.[\(index)].value", "must be a string")
      }
    }
    for (index, action) in (rule["actions"]?.array ?? []).enumerated()
    where !app.actions.contains(action["action"]?.string ?? "") {
      throw .rule(field: "actions.[\(index)].action", "is not a known action")
    }
    return rule
  }
}
