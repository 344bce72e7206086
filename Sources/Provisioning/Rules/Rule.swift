/// A rule: which users it matches, and what it then does. Rules apply in order; a later action wins over
/// an earlier one on the same attribute.
public struct Rule: Sendable, Hashable, Codable {
  /// The name, unique in its app ignoring case.
  public var name: String
  /// Which users the rule matches.
  public var when: Condition
  /// What it does, in order.
  public var then: [RuleAction]
  /// Examples that `rules check` holds the rules against.
  public var tests: [RuleTest]

  /// A rule.
  public init(name: String, when: Condition, then: [RuleAction], tests: [RuleTest] = []) {
    self.name = name
    self.when = when
    self.then = then
    self.tests = tests
  }
}

/// A condition over directory attributes and roles.
public indirect enum Condition: Sendable, Hashable, Codable {
  /// True where every one of them is; with none, true.
  case all([Condition])
  /// True where at least one of them is; with none, false.
  case any([Condition])
  /// A comparison of one directory attribute.
  case attribute(String, Comparison)
  /// True for users who hold the role.
  case role(String)
}

/// An operator and what it compares with. How each compares is fixed in the README.
public enum Comparison: Sendable, Hashable, Codable {
  case equals(String)
  case notEquals(String)
  case contains(String)
  case doesNotContain(String)
  case startsWith(String)
  case endsWith(String)
  case matches(String)
  case doesNotMatch(String)
  case isIn([String])
  case isEmpty(Bool)
  case greaterThan(String)
  case lessThan(String)
}

/// What a rule does with the users that it matches.
public enum RuleAction: Sendable, Hashable, Codable {
  /// Adds the user to a group; creates the group where it does not exist and `create` is true.
  case addToGroup(name: String, create: Bool)
  /// For each value of the attribute that the regular expression matches, adds the user to the
  /// group whose name the template gives (`$1` is the first capture).
  case addToGroupsNamedBy(attribute: String, matching: String, name: String, create: Bool)
  /// Sets an app attribute (a SCIM path) to the value of a template; `nil` leaves it alone.
  case set(path: String, value: String?)
  /// Gives the user no account in the app.
  case doNotProvision
}

/// One example of what the rules of an app should do.
public struct RuleTest: Sendable, Hashable, Codable {
  /// The user's attributes; `username` and `status` among them.
  public var user: [String: String]
  /// The user's roles.
  public var roles: [String]
  /// The groups that the user must end up in, all of them; `nil`: not looked at.
  public var groups: [String]?
  /// App attributes (SCIM paths) and the values that they must have; `nil` as a value: none.
  public var attributes: [String: String?]
  /// Whether the user must get an account; `nil`: not looked at.
  public var provisioned: Bool?

  /// An example.
  public init(
    user: [String: String], roles: [String] = [], groups: [String]? = nil,
    attributes: [String: String?] = [:], provisioned: Bool? = nil
  ) {
    self.user = user
    self.roles = roles
    self.groups = groups
    self.attributes = attributes
    self.provisioned = provisioned
  }
}
