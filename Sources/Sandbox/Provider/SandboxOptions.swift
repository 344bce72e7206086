/// How a sandbox is set up.
public struct SandboxOptions: Sendable, Hashable {
  /// How it behaves.
  public var profile: SandboxProfile
  /// The bearer token that requests need; `nil` lets everyone in.
  public var token: String?
  /// What goes wrong, beside what the profile has.
  public var faults: [SandboxFault]
  /// Whether the profile's limits on how often it can be asked are enforced.
  public var enforcesRates: Bool
  /// Where the random numbers start that ids are made of; `nil` for another place each time.
  public var seed: UInt64?
  /// The URL that the paths of requests are relative to, as `location` and `$ref` show it.
  public var baseURL: String
  /// How many requests the log keeps; the oldest ones go first.
  public var logLimit: Int

  /// A set-up.
  public init(
    profile: SandboxProfile = .rfc, token: String? = "sandbox-token",
    faults: [SandboxFault] = [], enforcesRates: Bool = true, seed: UInt64? = nil,
    baseURL: String = "http://sandbox.test/scim/v2", logLimit: Int = 100_000
  ) {
    self.profile = profile
    self.token = token
    self.faults = faults
    self.enforcesRates = enforcesRates
    self.seed = seed
    self.baseURL = baseURL
    self.logLimit = logLimit
  }
}
