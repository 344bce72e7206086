/// How many people may be missing from a source before its reading is kept aside.
public struct SourceLimits: Sendable, Hashable, Codable {
  /// The most people; `nil` for the default, 50.
  public var missing: Int?
  /// The largest share of the source's people, 0 to 1; `nil` for the default: 10 %, which stops
  /// nothing of ten people or fewer unless that is more than half.
  public var share: Double?

  /// Limits.
  public init(missing: Int? = nil, share: Double? = nil) {
    self.missing = missing
    self.share = share
  }

  private var limits: SafetyLimits { SafetyLimits(deletions: missing, share: share) }

  /// Whether so many people are too many to be gone.
  public func stop(_ count: Int, of people: Int) -> Bool { limits.stop(count, of: people) }

  /// The limits in words: `50 people or 10 % of 2000`.
  public func words(of people: Int) -> String {
    let number = missing ?? SafetyLimits.defaultDeletions
    let isSmall = share == nil && people <= 10 * SafetyLimits.defaultShareFloor
    let share = ((share ?? SafetyLimits.defaultShare) * 1000).rounded() / 10
    let percent = Int(exactly: share).map(String.init) ?? String(share)
    let part =
      isSmall
      ? "\(SafetyLimits.defaultShareFloor), or half, of \(people)" : "\(percent) % of \(people)"
    return "\(number) \(number == 1 ? "person" : "people") or \(part)"
  }
}

/// How many people hold each role of a source, of two readings.
public struct RoleCounts: Sendable, Hashable {
  /// From how many holders on a role that nobody holds any more is suspicious.
  public static let many = 10

  /// Which roles suspiciously lost holders: those that had ten or more and have none, or all that have
  /// fewer where more than half of the memberships are gone.
  ///
  /// - Parameters:
  ///   - before: holders by role, of the last reading that was taken.
  ///   - now: the same of this one.
  public static func lost(from before: [String: Int], to now: [String: Int]) -> LostRoles {
    var losses: [LostRoles.Loss] = []
    for (role, count) in before where (now[role] ?? 0) < count {
      losses.append(LostRoles.Loss(role: role, before: count, now: now[role] ?? 0))
    }
    let all = before.values.reduce(0, +)
    let lost = losses.reduce(0) { $0 + $1.count }
    let isMost = all >= many && 2 * lost > all
    return LostRoles(isMost ? losses : losses.filter { $0.before >= many && $0.now == 0 })
  }
}

/// Roles that lost holders, those that lost most first.
public struct LostRoles: Sendable, Hashable {
  /// What became of one role.
  public struct Loss: Sendable, Hashable {
    /// The role's name.
    public var role: String
    /// How many held it before.
    public var before: Int
    /// How many hold it now.
    public var now: Int

    /// A loss.
    public init(role: String, before: Int, now: Int) {
      self.role = role
      self.before = before
      self.now = now
    }

    var count: Int { before - now }
  }

  private let losses: [Loss]

  /// These losses; none where nothing is suspicious.
  public init(_ losses: [Loss] = []) {
    self.losses = losses.sorted { ($1.count, $0.role) < ($0.count, $1.role) }
  }

  /// How many memberships are gone.
  public var count: Int { losses.reduce(0) { $0 + $1.count } }

  /// The first of them in words: `Staff: 30 before, 14 now; VPN: 12 before, 0 now`.
  public var words: String {
    let first = losses.prefix(3).map { "\($0.role): \($0.before) before, \($0.now) now" }
    return first.joined(separator: "; ") + (losses.count > 3 ? "; …" : "")
  }
}
