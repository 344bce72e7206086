import Text
import SCIM

/// The rules of an app, and what conditions and actions there are.
enum OneLoginRules {
  static func answer(
    _ call: OneLoginCall, _ index: Int, _ path: [String], _ state: inout OneLoginState
  ) throws(OneLoginFailure) -> HTTPResponse {
    let app = state.tenant.apps[index]
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
      let rule = try checked(call.object(), app, state)
      let id = (app.rules.compactMap { $0["id"]?.integer }.max() ?? Int(app.id) * 100) + 1
      state.tenant.apps[index].rules.append(
        JSONObject([("id", .integer(Int64(id)))] + rule.members.map { ($0.name, $0.value) }))
      return .json(201, ["id": .integer(Int64(id))])
    case ("GET", 1, "conditions"): return .json(200, conditions(state))
    case ("GET", 1, "actions"):
      return .json(
        200, .array(app.actions.map { ["name": .string($0), "value": .string($0)] }))
    case ("GET", 3, "conditions"): return values(ofCondition: path[1], path[2], call, state)
    case ("GET", 3, "actions") where path[2] == "values":
      return Self.list(state.quirks.has(.emptyValues) ? nil : app.actionValues[path[1]])
    case ("DELETE", 1, let id):
      state.tenant.apps[index].rules.removeAll { $0["id"]?.scalarText == id }
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

  private static func conditions(_ state: OneLoginState) -> JSONValue {
    let custom = state.tenant.shortnames.map { "custom_attribute_" + $0 }
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

  private static func values(
    ofCondition source: String, _ part: String, _ call: OneLoginCall, _ state: OneLoginState
  ) -> HTTPResponse {
    if part == "operators" {
      let operators = Self.operators(of: source)
      return .json(
        200, .array(operators.map { ["name": .string($0), "value": .string($0)] }))
    }
    if !call.isTester, state.quirks.has(.emptyValues) { return Self.list(nil) }
    switch source {
    case "has_role":
      return .json(
        200,
        .array(state.tenant.roles.map { ["name": .string($0.name), "value": .integer($0.id)] }))
    case "group_id":
      return .json(
        200,
        .array(
          state.tenant.groups.map { ["name": $0["name"] ?? .null, "value": $0["id"] ?? .null] }))
    default: return Self.list(nil)
    }
  }

  /// Refuses a rule whose conditions or actions do not exist.
  private static func checked(
    _ rule: JSONObject, _ app: OneLoginApp, _ state: OneLoginState
  ) throws(OneLoginFailure) -> JSONObject {
    guard ["all", "any"].contains(rule["match"]?.string ?? "") else {
      throw .rule(field: "match", "must be all or any")
    }
    let sources = Self.sources + state.tenant.shortnames.map { "custom_attribute_" + $0 }
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

  /// The enabled ones of rules or mappings; with `enabled=false` the others.
  static func enabled(_ rules: [JSONObject], _ query: [String: String]) -> [JSONObject] {
    let wanted = query["enabled"] != "false"
    return rules.filter { ($0["enabled"]?.bool ?? true) == wanted }
  }
}
