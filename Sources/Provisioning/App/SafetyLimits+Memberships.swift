/// How many members a plan takes out of one group, of those that usher manages.
public struct GroupRemovals: Sendable, Hashable {
  /// The group's name.
  public var group: String
  /// How many it takes out, with those that were taken out before it within the window.
  public var removed: Int
  /// How many were in it when the window began.
  public var members: Int

  /// Removals.
  public init(group: String, removed: Int, members: Int) {
    self.group = group
    self.removed = removed
    self.members = members
  }
}

/// Why a plan takes out too many members.
public enum MembershipExcess: Sendable, Hashable {
  /// Everyone leaves a group.
  case everyone(GroupRemovals)
  /// More of a group than the share.
  case group(GroupRemovals, share: Double)
  /// More of all memberships than the share.
  case app(removed: Int, members: Int, share: Double)

  /// What is exceeded, as the end of "over the limit of".
  public var limit: String {
    switch self {
    case .everyone(let removals):
      "everyone at once: all \(removals.members) members of \(removals.group) would be taken out"
    case .group(let removals, let share):
      "\(Self.percent(share)) of a group: \(removals.removed) of the \(removals.members) members of \(removals.group) would be taken out"
    case .app(let removed, let members, let share):
      "\(Self.percent(share)) of all memberships: \(removed) of \(members) would be ended"
    }
  }

  private static func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }
}

extension SafetyLimits {
  /// The largest share of memberships where the admin named none.
  public static let defaultMemberships = 0.2
  /// What the default share lets pass at any size; and a group of more members than this never loses
  /// all of them at once, whatever share is named.
  public static let membershipFloor = 10

  /// The limit in words.
  public var membershipWords: String {
    let share = Int(((memberships ?? Self.defaultMemberships) * 100).rounded())
    return "\(share) % of a group's members and of all memberships"
  }

  /// Whether a plan must stop because of what it takes out of these groups; the worst one is named.
  public func stop(_ groups: [GroupRemovals]) -> MembershipExcess? {
    let emptied = groups.filter {
      $0.members > Self.membershipFloor && $0.removed >= $0.members
    }
    if let worst = emptied.max(by: { Self.isLess($0, $1) }) { return .everyone(worst) }
    let over = groups.filter { isOver($0.removed, of: $0.members) }
    return over.max(by: { Self.isLess($0, $1) }).map {
      .group($0, share: memberships ?? Self.defaultMemberships)
    }
  }

  /// Whether a plan must stop because of how many memberships it ends in all.
  ///
  /// - Parameters:
  ///   - removed: how many it ends, with those that were ended before it within the window.
  ///   - members: how many there were when the window began.
  public func stop(memberships removed: Int, of members: Int) -> MembershipExcess? {
    isOver(removed, of: members)
      ? .app(removed: removed, members: members, share: memberships ?? Self.defaultMemberships)
      : nil
  }

  private func isOver(_ removed: Int, of members: Int) -> Bool {
    guard removed > 0 else { return false }
    guard let memberships else {
      return removed > Self.membershipFloor
        && Double(removed) > Self.defaultMemberships * Double(members)
    }
    return Double(removed) > memberships * Double(members)
  }

  private static func isLess(_ one: GroupRemovals, _ other: GroupRemovals) -> Bool {
    (one.removed, other.group) < (other.removed, one.group)
  }
}
