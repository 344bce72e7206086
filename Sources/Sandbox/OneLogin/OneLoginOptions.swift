/// How a simulated tenant is set up.
public struct OneLoginOptions: Sendable, Hashable {
  /// What it holds.
  public var tenant: OneLoginTenant
  /// The client's id.
  public var clientID: String
  /// The client's secret. Whoever sends it as a bearer token is the tester: no quirk, no fault and no
  /// pace hits those requests.
  public var secret: String
  /// How it differs from what a client would expect.
  public var quirks: OneLoginQuirks
  /// What goes wrong.
  public var faults: [SandboxFault]
  /// How many requests of v1 an hour has room for.
  public var hourly: Int
  /// Where the random numbers start of which tokens are made; `nil` for another place each time.
  public var seed: UInt64?

  /// A set-up.
  public init(
    tenant: OneLoginTenant = .sample, clientID: String = "sandbox",
    secret: String = "sandbox-token",
    quirks: OneLoginQuirks = OneLoginQuirks(), faults: [SandboxFault] = [], hourly: Int = 5000,
    seed: UInt64? = nil
  ) {
    self.tenant = tenant
    self.clientID = clientID
    self.secret = secret
    self.quirks = quirks
    self.faults = faults
    self.hourly = hourly
    self.seed = seed
  }
}
