public import Provisioning

/// A group of an app: an entitlement that was read, or one that a rule wants.
public struct GroupRecord: Sendable, Hashable {
  /// The key in the store; 0 while it is not stored.
  public var id: GroupID
  /// The app.
  public var app: AppID
  /// The displayName.
  public var name: String
  /// The id that the app gave it; `nil` while the app does not have it.
  public var remoteID: String?
  /// Whose it is.
  public var origin: Origin
  /// When it was last seen in the app, in seconds since 1970.
  public var seenAt: Double?
  /// Ids of accounts that were usher's, are gone, and were left in the group by the app.
  public var strays: [String] = []

  /// Whose a group is.
  public enum Origin: String, Sendable, Hashable {
    /// usher created it: its memberships are usher's to keep.
    case created
    /// It was there before: only the memberships that usher added are usher's.
    case found
  }

  /// A group.
  public init(
    id: GroupID = 0, app: AppID, name: String, remoteID: String? = nil, origin: Origin = .found,
    seenAt: Double? = nil
  ) {
    self.id = id
    self.app = app
    self.name = name
    self.remoteID = remoteID
    self.origin = origin
    self.seenAt = seenAt
  }

  /// What groups are found by: the name ignoring case.
  public var key: String { name.lowercased() }
}

/// What is known and desired of one user in one group.
public struct MembershipRecord: Sendable, Hashable {
  /// The group.
  public var group: GroupID
  /// The user of the directory.
  public var user: UserID
  /// Whether the rules, as they were last evaluated, want it.
  public var desired: Bool
  /// Whether the app was last seen to hold it.
  public var known: Bool
  /// Whether usher added it.
  public var ours: Bool
  /// The change that an admin decided against, until what is desired changes.
  public var ignored: Change?

  /// A change of one membership.
  public enum Change: String, Sendable, Hashable {
    case add
    case remove
  }

  /// A membership of which nothing is known yet.
  public init(group: GroupID, user: UserID) {
    self.group = group
    self.user = user
    desired = false
    known = false
    ours = false
  }

  /// Whether it says anything at all.
  public var isEmpty: Bool { !desired && !known && !ours && ignored == nil }
}
