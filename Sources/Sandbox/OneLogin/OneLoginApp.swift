public import Text

/// An app of a tenant.
public struct OneLoginApp: Sendable, Hashable {
  /// The key.
  public let id: Int64
  /// What a single GET shows, without the roles.
  public var content: JSONObject
  /// The rules, with their ids.
  public var rules: [JSONObject]
  /// The values that an action offers, `[{"name", "value"}]` by the action's name.
  public var actionValues: [String: JSONValue]

  /// What it is called.
  public var name: String { content["name"]?.string ?? "" }

  /// The names of the parameters, in order.
  var parameters: [String] { content["parameters"]?.object?.members.map(\.name) ?? [] }

  /// The actions that a rule can have: each sets a parameter.
  var actions: [String] {
    let named = Set(parameters.map { "set_" + $0 })
    return parameters.map { "set_" + $0 }
      + actionValues.keys.filter { !named.contains($0) }.sorted()
  }
}
