/// Where an app is and how it is spoken to.
public struct ConnectionSettings: Sendable, Hashable, Codable {
  /// The SCIM base URL, `https://…/scim/v2`, without a slash at the end.
  public var baseURL: String
  /// Where the bearer token is kept; never the token itself.
  public var token: TokenSource?
  /// Whether tasks may be executed. `nil` in a file means: as it is now.
  public var enabled: Bool?
  /// How long one request may take, in seconds.
  public var timeout: Double?
  /// How many requests may be under way at once.
  public var concurrency: Int?
  /// The pace in requests a second; 0 for none but what the server asks for.
  public var rateLimit: Double?
  /// How many members one group change may carry.
  public var membersPerPatch: Int?
  /// How long what usher made or changed may stay out of sight, in seconds, before it counts as gone.
  public var visibilityWindow: Double?
  /// A file with the certificates (PEM) to trust instead of the system's.
  public var caFile: String?
  /// Whether people work with the app; `nil`: as its host is named.
  public var environment: AppEnvironment?
  /// The app attributes that find an account that is there already, in order; `nil`: `userName`, then
  /// `externalId`.
  public var match: [String]?

  /// A connection. What is `nil` comes from the app's template.
  public init(
    baseURL: String, token: TokenSource? = nil, enabled: Bool? = nil, timeout: Double? = nil,
    concurrency: Int? = nil, rateLimit: Double? = nil, membersPerPatch: Int? = nil,
    caFile: String? = nil, environment: AppEnvironment? = nil, match: [String]? = nil
  ) {
    self.baseURL = baseURL
    self.token = token
    self.enabled = enabled
    self.timeout = timeout
    self.concurrency = concurrency
    self.rateLimit = rateLimit
    self.membersPerPatch = membersPerPatch
    self.caFile = caFile
    self.environment = environment
    self.match = match
  }
}

/// Where a bearer token is kept.
public enum TokenSource: Sendable, Hashable, Codable {
  /// An environment variable.
  case environment(String)
  /// A file that only its owner can read; its first line is the token.
  case file(String)
  /// A command; the first line that it prints is the token.
  case command([String])
  /// A credential of systemd, by its name in `$CREDENTIALS_DIRECTORY`.
  case credential(String)
}
