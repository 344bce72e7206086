/// Something that goes wrong on purpose, for a share of the requests.
public struct SandboxFault: Sendable, Hashable, CustomStringConvertible {
  /// What goes wrong.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// 429 with `Retry-After`; nothing takes effect. The argument is the wait in seconds.
    case tooManyRequests = "429"
    /// 500; nothing takes effect.
    case serverError = "500"
    /// 503; nothing takes effect.
    case unavailable = "503"
    /// The answer comes late. The argument is by how many milliseconds.
    case latency
    /// The connection is closed before the request takes effect.
    case reset
    /// The connection is closed after the request took effect.
    case lostAnswer = "lost-answer"
    /// The request takes effect, and the connection is closed in the middle of the answer's body.
    case truncated
    /// A new user is refused until the groups were read again and the user is posted again.
    case newUserError = "new-user-error"
  }

  /// What goes wrong.
  public var kind: Kind
  /// For which share of the requests, 0 to 1.
  public var rate: Double
  /// Seconds or milliseconds, as the kind says.
  public var argument: Double?
  /// Where its random numbers start: the same seed hits the same requests.
  public var seed: UInt64

  /// A fault.
  public init(_ kind: Kind, rate: Double, argument: Double? = nil, seed: UInt64 = 0) {
    self.kind = kind
    self.rate = rate
    self.argument = argument
    self.seed = seed
  }

  /// Reads `KIND:RATE[:ARG][@SEED]`, such as `429:0.1:2@7` or `latency:1:250`.
  public init(parsing text: String) throws(SandboxFaultError) {
    let halves = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
    let parts = (halves.first ?? "").split(separator: ":", omittingEmptySubsequences: false)
    guard let kind = parts.first.flatMap({ Kind(rawValue: $0.lowercased()) }) else {
      throw .unknownKind(String(parts.first ?? ""))
    }
    guard parts.count > 1, let rate = Double(parts[1]), (0...1).contains(rate) else {
      throw .rate(kind, parts.count > 1 ? String(parts[1]) : "")
    }
    self.init(kind, rate: rate)
    if parts.count > 2 {
      guard parts.count == 3, kind.takesArgument, let value = Double(parts[2]), value.isFinite,
        value >= 0
      else {
        throw .argument(kind, parts[2...].joined(separator: ":"))
      }
      argument = value
    }
    if halves.count > 1 {
      guard let seed = UInt64(halves[1]) else { throw .seed(String(halves[1])) }
      self.seed = seed
    }
  }

  /// The fault as text that reads back as the same fault.
  public var description: String {
    "\(kind.rawValue):\(rate)" + (argument.map { ":\($0)" } ?? "") + (seed == 0 ? "" : "@\(seed)")
  }
}

extension SandboxFault.Kind {
  /// Whether a third part can be given.
  var takesArgument: Bool {
    switch self {
    case .tooManyRequests, .latency: true
    case .serverError, .unavailable, .reset, .lostAnswer, .truncated, .newUserError: false
    }
  }
}
