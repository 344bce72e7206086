public import Provisioning

/// An account that was a user's once: which id it had and how it ended. It is kept so that somebody
/// who comes back gets it again, and so that nobody else does.
public struct FormerAccount: Sendable, Hashable {
  /// The app.
  public var app: AppID
  /// The id that the app gave it.
  public var remoteID: String
  /// Whose it was.
  public var user: UserID
  /// The userName that it was last seen with.
  public var userName: String
  /// How it ended.
  public var ending: Ending
  /// When, in seconds since 1970.
  public var at: Double
  /// The groups that it was in, where it is in them still: whoever gets the account is in them.
  public var memberships: [Membership] = []

  /// A group that an account is in.
  public struct Membership: Sendable, Hashable {
    /// The group.
    public var group: GroupID
    /// Whether the app was last seen to hold it.
    public var known: Bool
    /// Whether usher put the account there.
    public var ours: Bool

    /// A membership.
    public init(group: GroupID, known: Bool, ours: Bool) {
      self.group = group
      self.known = known
      self.ours = ours
    }
  }

  /// How an account ends.
  public enum Ending: String, Sendable, Hashable, CaseIterable {
    /// usher deleted it, and the app does not show it any more.
    case deleted
    /// usher set it inactive, and the app does not show it any more.
    case hidden
    /// It was found to be gone from the app.
    case gone
    /// An admin took it from its user.
    case unlinked
    /// Its user got another account.
    case replaced
  }

  /// An account that ended.
  public init(
    app: AppID, remoteID: String, user: UserID, userName: String, ending: Ending, at: Double
  ) {
    self.app = app
    self.remoteID = remoteID
    self.user = user
    self.userName = userName
    self.ending = ending
    self.at = at
  }

  /// The end of an account that is somebody's; `nil` for nobody's.
  public init?(_ account: AccountRecord, _ ending: Ending, at: Double) {
    guard let user = account.user else { return nil }
    self.init(
      app: account.app, remoteID: account.remoteID, user: user, userName: account.userName,
      ending: ending, at: at)
  }
}
