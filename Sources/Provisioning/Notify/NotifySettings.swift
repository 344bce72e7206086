/// Who is told, and of what: `notify` in the configuration file.
public struct NotifySettings: Sendable, Hashable, Codable {
  /// Something that people are told of.
  public enum Occasion: String, Sendable, Hashable, Codable, CaseIterable {
    /// Tasks wait for approval.
    case pending
    /// Tasks failed.
    case failed
    /// A plan was stopped by a limit.
    case held
    /// Nothing is sent to an app any more.
    case paused
    /// Nobody takes approved tasks, or a source of people was not read in time.
    case late
  }

  /// A web address that gets each notice as a POST.
  public struct Webhook: Sendable, Hashable, Codable {
    /// The address; it may have a query.
    public var url: String
    /// Where the secret is with which each notice is signed; `nil`: it is not signed.
    public var secret: TokenSource?
    /// A file with the certificates (PEM) to trust instead of the system's.
    public var caFile: String?

    /// An address.
    public init(url: String, secret: TokenSource? = nil, caFile: String? = nil) {
      self.url = url
      self.secret = secret
      self.caFile = caFile
    }
  }

  /// A way to tell people.
  public enum Channel: String, Sendable, Hashable, Codable, CaseIterable {
    case command
    case webhook
    case mail
  }

  /// What people are told of.
  public var on: [Occasion]
  /// How often each channel gets a notice at most, in seconds.
  public var every: Double
  /// A program and its arguments; each notice is its standard input.
  public var command: [String]?
  /// An address.
  public var webhook: Webhook?
  /// Mail.
  public var mail: Mail?

  /// How often where nothing is said, in seconds.
  public static let standardPause = 600.0

  /// Settings.
  public init(
    on: [Occasion] = Occasion.allCases, every: Double = Self.standardPause,
    command: [String]? = nil, webhook: Webhook? = nil, mail: Mail? = nil
  ) {
    self.on = on
    self.every = every
    self.command = command
    self.webhook = webhook
    self.mail = mail
  }

  /// The channels that are set.
  public var channels: [Channel] {
    Channel.allCases.filter { channel in
      switch channel {
      case .command: command != nil
      case .webhook: webhook != nil
      case .mail: mail != nil
      }
    }
  }
}
