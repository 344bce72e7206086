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

  /// How many holders are suspiciously gone: of roles that had ten or more and have none, or of all of
  /// them where more than half of the memberships are gone.
  ///
  /// - Parameters:
  ///   - before: holders by role, of the last reading that was taken.
  ///   - now: the same of this one.
  public static func lost(from before: [String: Int], to now: [String: Int]) -> Int {
    var lost = 0
    var emptied = 0
    for (role, count) in before {
      let left = now[role] ?? 0
      lost += max(0, count - left)
      if count >= many, left == 0 { emptied += count }
    }
    let all = before.values.reduce(0, +)
    return all >= many && 2 * lost > all ? lost : emptied
  }
}
