import Text
import SCIM

/// An app as OneLogin has it, with the names behind the ids that its rules use.
public struct OneLoginAppForm: Sendable, Hashable {
  /// The id.
  public var id: Int
  /// What it is called.
  public var name: String
  /// The values of its Configuration tab. They may hold secrets: none of them is ever shown.
  var configuration = JSONObject()
  /// The parameters, in order.
  var parameters: [OneLoginParameter] = []
  /// The rules, the enabled ones in order and then the others.
  var rules: [OneLoginRule] = []
  /// The names of the roles that give it.
  var roles: [String] = []
  /// The names of all roles, by id.
  var roleNames: [String: String] = [:]
  /// The names of all groups, by id.
  var groupNames: [String: String] = [:]
  /// The names of the values that an action offers, by action and value.
  var values: [String: [String: String]] = [:]

  /// An app.
  init(id: Int, name: String) {
    self.id = id
    self.name = name
  }
}

/// A parameter: which value a field of the app has.
struct OneLoginParameter: Sendable, Hashable {
  /// The name, such as `scimusername`.
  var name: String
  /// A field of OneLogin's, `_macro_`, or nothing.
  var mapping: String
  /// The template where the mapping is `_macro_`.
  var macro: String
  /// How the value is changed; the words are not known.
  var transformations: String
  /// Constants: what was set, else the default.
  var constants: [String]
  var skipsBlank: Bool
  var isEntitlement: Bool
  var isInAssertion: Bool

  /// A parameter as the API shows it.
  init(_ name: String, _ json: JSONValue) {
    self.name = name
    mapping = json["user_attribute_mappings"]?.string ?? ""
    macro = json["user_attribute_macros"]?.string ?? ""
    transformations = json["attributes_transformations"]?.scalarText ?? ""
    let set = Self.texts(json["values"])
    constants = set.isEmpty ? Self.texts(json["default_values"]) : set
    skipsBlank = json["skip_if_blank"]?.bool ?? false
    isEntitlement = json["provisioned_entitlements"]?.bool ?? false
    isInAssertion = json["include_in_saml_assertion"]?.bool ?? false
  }

  /// Constants come as nothing, a text or a list of texts.
  private static func texts(_ value: JSONValue?) -> [String] {
    let all = value?.array?.compactMap(\.scalarText) ?? value?.scalarText.map { [$0] } ?? []
    return all.filter { !$0.isEmpty }
  }
}

/// A rule of an app.
struct OneLoginRule: Sendable, Hashable {
  struct Condition: Sendable, Hashable {
    var source: String
    var comparison: String
    var value: String
  }

  struct Action: Sendable, Hashable {
    var name: String
    var values: [String]
    var expression: String
    var macro: String
    var isScriplet: Bool
  }

  var id: Int
  var name: String
  var matchesAny: Bool
  var isEnabled: Bool
  var position: Int?
  var conditions: [Condition]
  var actions: [Action]

  /// A rule as the API shows it.
  init(_ json: JSONValue) {
    id = json["id"]?.integer ?? 0
    name = json["name"]?.string ?? ""
    matchesAny = json["match"]?.string?.lowercased() == "any"
    isEnabled = json["enabled"]?.bool ?? true
    position = json["position"]?.integer
    conditions = (json["conditions"]?.array ?? []).map { json in
      Condition(
        source: json["source"]?.string ?? "", comparison: json["operator"]?.string ?? "",
        value: json["value"]?.scalarText ?? "")
    }
    actions = (json["actions"]?.array ?? []).map { json in
      Action(
        name: json["action"]?.string ?? "",
        values: json["value"]?.array?.compactMap(\.scalarText)
          ?? json["value"]?.scalarText.map { [$0] } ?? [],
        expression: json["expression"]?.string ?? "", macro: json["macro"]?.string ?? "",
        isScriplet: json["scriplet"].map { !$0.isUnassigned } ?? false)
    }
  }

  /// The rule in OneLogin's own words, for a comment.
  var words: String {
    let conditions = conditions.map { "\($0.source) \($0.comparison) \($0.value)" }
      .joined(separator: matchesAny ? " or " : " and ")
    let actions = actions.map { action in
      let how = [action.values.joined(separator: ", "), action.macro, action.expression]
        .filter { !$0.isEmpty }.joined(separator: " ")
      return "\(action.name) \(action.isScriplet ? "by a scriplet" : how)"
    }.joined(separator: "; ")
    return "\(conditions.isEmpty ? "everyone" : conditions) → \(actions)"
  }
}
