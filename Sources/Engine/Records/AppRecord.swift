public import Text
public import Provisioning
public import SCIM

/// An app as it stands in the store: what the admin said, and what usher found out.
public struct AppRecord: Sendable, Hashable {
  /// The key in the store.
  public var id: AppID
  /// What the admin said.
  public var definition: AppDefinition
  /// Counted up each time the parameters, the rules or the template change.
  public var mappingVersion: Int
  /// Whether tasks may be executed.
  public var isConnected: Bool
  /// What the last look at the app showed.
  public var api: APIStatus
  /// Why nothing is sent at the moment although the connection is enabled.
  public var pause: Pause?
  /// The app's own schemas as `/Schemas` gave them; `nil` while they were never read.
  public var schemas: JSONValue? {
    get { shown.json }
    set { shown = newValue.map { AppSchemas($0) } ?? AppSchemas.none }
  }
  private var shown = AppSchemas.none
  /// The app's `/ServiceProviderConfig`; `nil` while it was never read.
  public var serviceProvider: JSONValue?
  /// When the groups were last read, in seconds since 1970.
  public var entitlementsReadAt: Double?
  /// What the app offers beside its groups, by its schema, by types of its own and by its accounts.
  public var offers: [OfferedValues] = []
  /// How the app wants a group change, once it was found out.
  public var memberDialect: String?
  /// Whether the app refused PATCH on users, so that the whole resource is PUT.
  public var replacesUsers: Bool
  /// What else its answers taught.
  public var learned = LearnedWays()

  /// An app that was just named in a file.
  public init(definition: AppDefinition) {
    id = 0
    self.definition = definition
    mappingVersion = 1
    isConnected = definition.connection.enabled ?? false
    api = APIStatus(state: isConnected ? .enabled : .disabled, detail: "not tested yet")
    replacesUsers = false
  }

  /// The name.
  public var name: String { definition.name }

  /// The vendor's profile.
  public var vendor: VendorProfile { definition.vendor }

  /// The schemas of a user: the app's own, else those of RFC 7643.
  public var userSchemas: SchemaSet { shown.users }

  /// The attributes of which no two accounts have the same value.
  var uniqueAttributes: UniqueAttributes { shown.unique }

  /// Whether the schemas of a user are those that the app showed.
  var hasOwnSchemas: Bool { shown.areOwn }

  /// The vendor's ways with the app's own settings over them.
  public var ways: AppWays {
    var ways = vendor.ways
    let own = definition.connection
    ways.rateLimit = own.rateLimit ?? ways.rateLimit
    ways.concurrency = own.concurrency ?? ways.concurrency
    ways.timeout = own.timeout ?? ways.timeout
    ways.visibilityWindow = own.visibilityWindow ?? ways.visibilityWindow
    ways.membersPerPatch = own.membersPerPatch ?? ways.membersPerPatch
    return ways
  }
}

/// What the last look at an app showed.
public struct APIStatus: Sendable, Hashable {
  /// Whether it can be worked with.
  public var state: State
  /// What was proved, or why it failed.
  public var detail: String
  /// When, in seconds since 1970; `nil` before the first look.
  public var checkedAt: Double?

  /// The states that an admin sees.
  public enum State: String, Sendable, Hashable {
    case enabled
    case disabled
    case checking
    case failed
  }

  /// A status.
  public init(state: State, detail: String, checkedAt: Double? = nil) {
    self.state = state
    self.detail = detail
    self.checkedAt = checkedAt
  }
}

/// Why nothing is sent to an app: a bad token must not fail ten thousand tasks.
public struct Pause: Sendable, Hashable {
  /// What happened and what ends the pause.
  public var reason: String
  /// Since when, in seconds since 1970.
  public var since: Double

  /// A pause.
  public init(reason: String, since: Double) {
    self.reason = reason
    self.since = since
  }
}
