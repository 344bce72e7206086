/// Everything that an admin says about one app: what the configuration file holds under `apps`.
/// What usher finds out about the app (its schemas, groups, accounts) is not in it.
public struct AppDefinition: Sendable, Hashable {
  /// The name, unique ignoring case.
  public var name: String
  /// The vendor's profile, whose defaults stand under everything below, as it was when the app was
  /// given it: a newer profile of the same name changes nothing by itself.
  public var vendor: VendorProfile
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
    name: String, vendor: VendorProfile = .scim, connection: ConnectionSettings,
    provisioning: ProvisioningPolicy = ProvisioningPolicy(), roles: [String] = [],
    parameters: [Parameter] = [], rules: [Rule] = []
  ) {
    self.name = name
    self.vendor = vendor
    self.connection = connection
    self.provisioning = provisioning
    self.roles = roles
    self.parameters = parameters
    self.rules = rules
  }
}

extension AppDefinition: Codable {
  private enum CodingKeys: String, CodingKey {
    case name, template, vendor, connection, provisioning, roles, parameters, rules
  }

  /// What a store kept: the plain profile by its name alone, every other one whole.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    let template = try values.decode(String.self, forKey: .template)
    self.init(
      name: try values.decode(String.self, forKey: .name),
      vendor: template == VendorProfile.scim.name
        ? .scim : try values.decode(VendorProfile.self, forKey: .vendor),
      connection: try values.decode(ConnectionSettings.self, forKey: .connection),
      provisioning: try values.decode(ProvisioningPolicy.self, forKey: .provisioning),
      roles: try values.decode([String].self, forKey: .roles),
      parameters: try values.decode([Parameter].self, forKey: .parameters),
      rules: try values.decode([Rule].self, forKey: .rules))
  }

  /// Writes what ``init(from:)`` reads.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(name, forKey: .name)
    try values.encode(vendor.name, forKey: .template)
    if vendor != .scim { try values.encode(vendor, forKey: .vendor) }
    try values.encode(connection, forKey: .connection)
    try values.encode(provisioning, forKey: .provisioning)
    try values.encode(roles, forKey: .roles)
    try values.encode(parameters, forKey: .parameters)
    try values.encode(rules, forKey: .rules)
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
