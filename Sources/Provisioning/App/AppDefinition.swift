/// Everything that an admin says about one app: what the configuration file holds under `apps`.
/// What usher finds out about the app (its schemas, groups, accounts) is not in it.
public struct AppDefinition: Sendable, Hashable, Codable {
  /// The name, unique ignoring case.
  public var name: String
  /// The template whose defaults stand under everything below: `scim`, `netskope`, ….
  public var template: String
  /// Where the app is and how it is spoken to.
  public var connection: ConnectionSettings
  /// What is provisioned, and what waits for an admin.
  public var provisioning: ProvisioningPolicy
  /// The roles that give access to the app.
  public var roles: [String]
  /// The admin's own parameters, on top of the template's, in the order of the file.
  public var parameters: [Parameter]
  /// The rules, in the order in which they apply.
  public var rules: [Rule]

  /// An app.
  public init(
    name: String, template: String = "scim", connection: ConnectionSettings,
    provisioning: ProvisioningPolicy = ProvisioningPolicy(), roles: [String] = [],
    parameters: [Parameter] = [], rules: [Rule] = []
  ) {
    self.name = name
    self.template = template
    self.connection = connection
    self.provisioning = provisioning
    self.roles = roles
    self.parameters = parameters
    self.rules = rules
  }
}

/// One app attribute and where its value comes from.
public struct Parameter: Sendable, Hashable, Codable {
  /// The app attribute as a SCIM path (`name.givenName`, `emails[type eq "work"].value`).
  public var path: String
  /// The text of a value template, or `nil`: the attribute is left alone for ever.
  public var value: String?
  private var accountOf: Bool?

  /// A parameter.
  public init(path: String, value: String?, isAccountOf: Bool = false) {
    self.path = path
    self.value = value
    accountOf = isAccountOf ? true : nil
  }

  /// Whether the value names another user of the directory, and the app's id of that user's account
  /// is what is sent.
  public var isAccountOf: Bool { accountOf == true }
}
