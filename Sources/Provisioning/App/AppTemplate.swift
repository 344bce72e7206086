/// The profile of one vendor, as data: default parameters, pace, and how its server deviates. An app
/// names its template; everything here can be overridden in the app's own settings.
public struct AppTemplate: Sendable, Hashable {
  /// The name in the configuration file.
  public var name: String
  /// What the template is for, in a few words.
  public var title: String
  /// The default parameters, in the order in which they are sent.
  public var parameters: [Parameter]
  /// Attributes that must have a value beside those that the schema requires, as SCIM paths.
  public var required: [String]
  /// How the server is spoken to.
  public var ways: AppWays
  /// What an admin should know before the first approval.
  public var notes: [String]

  /// A template.
  public init(
    name: String, title: String, parameters: [Parameter], required: [String] = [],
    ways: AppWays = AppWays(), notes: [String] = []
  ) {
    self.name = name
    self.title = title
    self.parameters = parameters
    self.required = required
    self.ways = ways
    self.notes = notes
  }

  /// The template of this name, ignoring case.
  public static func named(_ name: String) -> AppTemplate? {
    all.first { $0.name == name.lowercased() }
  }
}

/// How a service provider is spoken to, and how it differs from RFC 7644.
public struct AppWays: Sendable, Hashable {
  /// Requests a second; 0 for none but what the server asks for.
  public var rateLimit: Double = 0
  /// Requests under way at once.
  public var concurrency = 16
  /// Seconds for one request.
  public var timeout: Double = 30
  /// Members that one group change may carry.
  public var membersPerPatch = 100
  /// Resources that are asked for a page.
  public var pageSize = 100
  /// Whether a group's members come only when `attributes=members` asks for them.
  public var membersOnRequest = false
  /// Whether a group's members can never be read, only asked for one by one with a filter.
  public var membersByFilter = false
  /// How long what usher made or changed may stay out of sight, in seconds, before it counts as gone.
  public var visibilityWindow: Double = 30
  /// What a DELETE of a user does.
  public var deletion = Deletion.deletes
  /// Attributes (SCIM paths) whose changes never show after the account was created.
  public var frozen: [String] = []

  /// What becomes of an account that is deleted.
  public enum Deletion: String, Sendable, Hashable {
    /// It is gone.
    case deletes
    /// It stays, inactive.
    case deactivates

    /// What to tell before somebody approves a deletion.
    public var warning: String {
      switch self {
      case .deletes: "A deletion cannot be undone."
      case .deactivates: "This app keeps a deleted account, inactive."
      }
    }
  }

  /// A server that follows the RFC.
  public init() {}
}
