public import Text
public import SCIM

/// A sandbox that several clients share, in memory or through a server: a ``SandboxProvider``, a
/// clock, and one request at a time.
public actor Sandbox: SandboxService {
  private var provider: SandboxProvider
  private let clock: @Sendable () -> Double

  /// The path that requests start with.
  public nonisolated let basePath = "/scim/v2"

  /// A sandbox without users and groups.
  ///
  /// - Parameter clock: The time in seconds since 1970.
  public init(
    _ options: SandboxOptions = SandboxOptions(), clock: @escaping @Sendable () -> Double
  ) {
    provider = SandboxProvider(options)
    self.clock = clock
  }

  /// Answers a request.
  public func respond(to request: SandboxRequest) -> SandboxReply {
    provider.respond(to: request, now: clock())
  }

  /// Puts resources in; see ``SandboxProvider/load(_:into:now:)``.
  @discardableResult
  public func load(
    _ resources: [JSONValue], into collection: String
  ) throws(SCIMFailure) -> [String] {
    try provider.load(resources, into: collection, now: clock())
  }

  /// The users as they are, with everything, in the order of creation.
  public var users: [JSONValue] { provider.users }

  /// The groups as they are, with all their members, in the order of creation.
  public var groups: [JSONValue] { provider.groups }

  /// The requests, the oldest first.
  public var log: [SandboxLogEntry] { provider.log }

  /// A user or a group as it is; `nil` where there is none.
  public func resource(_ id: String, in collection: String) -> JSONValue? {
    provider.resource(id, in: collection)
  }

  /// How many requests the log has with that method (`nil`: any) on paths that start like this.
  public func count(_ method: String? = nil, _ pathPrefix: String = "/") -> Int {
    provider.count(method, pathPrefix)
  }

  /// Accepts every invitation: from now on the users show what was sent.
  public func acceptInvitations() { provider.acceptInvitations() }

  /// Shows from now on where it can be reached.
  public func isListening(at baseURL: String) { provider.baseURL = baseURL }
}
