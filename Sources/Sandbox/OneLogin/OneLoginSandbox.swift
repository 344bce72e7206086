/// A simulated tenant that several clients share, in memory or through a server: a
/// ``OneLoginProvider``, a clock, and one request at a time.
public actor OneLoginSandbox: SandboxService {
  private var provider: OneLoginProvider
  private let clock: @Sendable () -> Double

  /// The API's paths begin at the root.
  public nonisolated let basePath = ""

  /// A tenant.
  ///
  /// - Parameter clock: The time in seconds since 1970.
  public init(
    _ options: OneLoginOptions = OneLoginOptions(), clock: @escaping @Sendable () -> Double
  ) {
    provider = OneLoginProvider(options)
    self.clock = clock
  }

  /// Answers a request.
  public func respond(to request: SandboxRequest) -> SandboxReply {
    provider.respond(to: request, now: clock())
  }

  /// Nothing that it shows depends on where it can be reached.
  public func isListening(at baseURL: String) {}
}
