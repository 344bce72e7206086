public import Provisioning

/// A group of an app: an entitlement that was read, or one that a rule wants.
public struct GroupRecord: Sendable, Hashable {
  /// The key in the store; 0 while it is not stored.
  public var id: GroupID
  /// The app.
  public var app: AppID
  /// The name that the rules use; where no rule does, the one that the app shows.
  public var name: String
  /// The name that the app shows, where it is another one than the rules use: a group is known by its
  /// id, whatever becomes of its name.
  public var appName: String?
  /// The id of another group of the app that bears the name which the rules use for this one.
  public var namesake: String?
  /// The id that the app gave it; `nil` while the app does not have it.
  public var remoteID: String?
  /// Whose it is.
  public var origin: Origin
  /// When it was last seen in the app, in seconds since 1970.
  public var seenAt: Double?
  /// When usher made it, in seconds since 1970, while the app's answer is all that showed it; `nil`
  /// once it was read since.
  public var writtenAt: Double?
  /// Ids of accounts that were usher's, are gone, and were left in the group by the app.
  public var strays: [String] = []

  /// The most members that the app shows of it, where it was found to show only a part.
  public var mostShown: Int?

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

  /// The name that the app shows.
  public var shownName: String { appName ?? name }

  /// How the two names differ, for people; `nil` where they do not.
  public var nameDifference: String? {
    appName.map { "named \($0) in the app, \(name) in the rules" }
  }

  /// What a person should know of the group's name: that the app shows another one than the rules
  /// use, or that another group bears it as well; `nil` where there is nothing.
  public var nameNote: String? {
    let other = namesake.map {
      "another group of the app, with the id \($0), is named \(name) too: rules mean the one with the id \(remoteID ?? "")"
    }
    let words = [nameDifference, other].compactMap { $0 }
    return words.isEmpty ? nil : words.joined(separator: "; ")
  }

  /// Takes over the name that the app shows, where it shows one. A name in another case is the same
  /// name.
  mutating func see(_ shown: String?) {
    guard let shown, !shown.isEmpty, !shown.utf8.contains(0) else { return }
    guard shown.lowercased() != key else {
      name = shown
      appName = nil
      return
    }
    appName = shown
  }
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
