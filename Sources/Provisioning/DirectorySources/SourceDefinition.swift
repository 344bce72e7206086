import Text

/// The kinds of directory source.
public enum SourceKind: String, Sendable, Hashable, Codable, CaseIterable {
  /// A CSV or JSON Lines file, or the newest one of a folder.
  case file
  /// An LDAP server such as OpenLDAP.
  case ldap
  /// Active Directory, over LDAP.
  case activeDirectory = "active-directory"
  /// A OneLogin tenant.
  case oneLogin = "onelogin"
  /// A SCIM service provider.
  case scim
}

/// Everything that an admin says about one directory source: what the configuration file holds under
/// `directories`. What usher finds out about it is not in it.
public struct SourceDefinition: Sendable, Hashable, Codable {
  /// The name, unique ignoring case.
  public var name: String
  /// What it is.
  public var kind: SourceKind
  /// Where it is: a URL, or for a file its path.
  public var location: String
  /// The certificate authorities that are trusted in place of the system's; `nil` for the system's.
  public var caFile: String?
  /// Who usher is there by a password; `nil` where there is none.
  public var bind: SourceBind?
  /// Who usher is there without a password; `nil` where nothing says it.
  public var sasl: SourceSASL?
  /// The credential by which a server gives usher an access token; `nil` where it gives none.
  public var client: SourceClient?
  /// Where a server that takes a token finds it.
  public var token: TokenSource?
  /// The part of the directory that is read.
  public var base: String?
  /// Who is read; `nil` for everyone that the kind takes for a person.
  public var filter: String?
  /// Who is suspended, as a filter; `nil` where the kind knows by itself, or nobody is.
  public var suspended: String?
  /// The attribute that never changes and says who a person is; `nil` for the kind's own.
  public var key: String?
  /// Which attribute of the source each attribute is read from, over the kind's own; an empty text
  /// leaves it out.
  public var attributes: [String: String]
  /// Which groups become roles; `nil` where no roles are read.
  public var roles: SourceRoles?
  /// How often it is read by itself, in seconds; `nil` for never.
  public var every: Double?
  /// How often it is read although it says that nothing changed, in seconds; `nil` for a day.
  public var fullEvery: Double?
  /// How long one answer may take, in seconds; `nil` for the default.
  public var timeout: Double?
  /// How many people may be missing.
  public var limits: SourceLimits

  /// A source.
  public init(
    name: String, kind: SourceKind, location: String, caFile: String? = nil,
    bind: SourceBind? = nil, sasl: SourceSASL? = nil, client: SourceClient? = nil,
    token: TokenSource? = nil,
    base: String? = nil, filter: String? = nil, suspended: String? = nil, key: String? = nil,
    attributes: [String: String] = [:], roles: SourceRoles? = nil, every: Double? = nil,
    fullEvery: Double? = nil, timeout: Double? = nil, limits: SourceLimits = SourceLimits()
  ) {
    self.name = name
    self.kind = kind
    self.location = location
    self.caFile = caFile
    self.bind = bind
    self.sasl = sasl
    self.client = client
    self.token = token
    self.base = base
    self.filter = filter
    self.suspended = suspended
    self.key = key
    self.attributes = attributes
    self.roles = roles
    self.every = every
    self.fullEvery = fullEvery
    self.timeout = timeout
    self.limits = limits
  }

  /// How long a reading counts where the source says that nothing changed, in seconds.
  public static let defaultFullEvery = 86_400.0

  /// What decides whom a reading sees. Where it is another one, the last reading says nothing about
  /// the next.
  public var scope: [String] {
    [
      kind.rawValue, location, bind?.dn ?? sasl?.words ?? "", base ?? "", filter ?? "",
      suspended ?? "", key ?? "",
      roles?.groupsUnder ?? "", roles?.filter ?? "",
    ] + (client.map { [$0.id] } ?? []) + (roles?.names ?? [])
  }
}

/// Who usher is at a server.
public struct SourceBind: Sendable, Hashable, Codable {
  /// A distinguished name, or what else the server takes for one.
  public var dn: String
  /// Where the password is; never the password itself.
  public var password: TokenSource

  /// A name and where its password is.
  public init(dn: String, password: TokenSource) {
    self.dn = dn
    self.password = password
  }
}

/// Who usher is at a server that gives access tokens for a client's id and secret.
public struct SourceClient: Sendable, Hashable, Codable {
  /// The client's id.
  public var id: String
  /// Where its secret is; never the secret itself.
  public var secret: TokenSource

  /// An id and where its secret is.
  public init(id: String, secret: TokenSource) {
    self.id = id
    self.secret = secret
  }
}

/// Which groups of a source become roles.
public struct SourceRoles: Sendable, Hashable, Codable {
  /// The part of the directory whose groups are read; `nil` for the source's base.
  public var groupsUnder: String?
  /// Which entries there are groups, as a filter; `nil` for what the kind takes for one.
  public var filter: String?
  /// Which roles are read, where the source has roles, by name; `*` stands for anything. `nil` for all
  /// of them.
  public var names: [String]?
  /// Whether members of a group in a group are members of the outer one too.
  public var nested: Bool
  /// Roles by the group's name, found ignoring case; an empty text leaves the group out. A group that
  /// is not among them becomes the role of its own name.
  public var map: [String: String]

  /// Which groups become roles.
  public init(
    groupsUnder: String? = nil, filter: String? = nil, names: [String]? = nil,
    nested: Bool = false, map: [String: String] = [:]
  ) {
    self.groupsUnder = groupsUnder
    self.filter = filter
    self.names = names
    self.nested = nested
    self.map = map
  }

  /// The role that a group becomes; `nil` for none.
  public func role(of group: String) -> String? {
    let name = group.split(separator: " ").joined(separator: " ")
    if let mapped = map.first(where: { $0.key.isSame(as: name) }) {
      return mapped.value.isEmpty ? nil : mapped.value
    }
    // A semicolon separates roles wherever they stand in a text.
    return name.isEmpty || name.contains(";") ? nil : name
  }
}
