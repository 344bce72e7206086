/// The blast radius: a plan that deletes or suspends more than this stops as a whole. What was filed
/// within the window before it counts with it, so that a drip is stopped as a flood is.
public struct SafetyLimits: Sendable, Hashable, Codable {
  /// The most accounts that may be deleted or suspended; `nil` for the default, 50.
  public var deletions: Int?
  /// The largest share of the app's known active accounts, 0 to 1; `nil` for the default.
  public var share: Double?
  /// The largest share of a group's members, and of all memberships, that may be ended, 0 to 1; `nil`
  /// for the default.
  public var memberships: Double?
  /// How long what was filed counts, in seconds; 0 for one plan and what is still open alone;
  /// `nil` for the default, a day.
  public var window: Double?

  /// The most deletions where the admin named no number.
  public static let defaultDeletions = 50
  /// The largest share where the admin named none. It stops no plan of ten changes or fewer, unless
  /// that is more than half of the accounts: with a handful of them each leaver would exceed it.
  public static let defaultShare = 0.1
  /// What the default share lets pass at any size.
  public static let defaultShareFloor = 10
  /// From how many on more than half of the accounts is too much, where the admin named no share.
  public static let defaultHalfFloor = 3
  /// How long what was filed counts where the admin named no time, in seconds.
  public static let defaultWindow = 86_400.0

  /// Limits.
  public init(
    deletions: Int? = nil, share: Double? = nil, memberships: Double? = nil, window: Double? = nil
  ) {
    self.deletions = deletions
    self.share = share
    self.memberships = memberships
    self.window = window
  }

  /// The moment from which on what was filed counts, in seconds since 1970; `nil` where only what is
  /// still open does.
  public func windowStart(_ now: Double) -> Double? {
    let window = window ?? Self.defaultWindow
    return window > 0 ? now - window : nil
  }

  /// Whether a plan with this many deletions and suspensions must stop.
  ///
  /// - Parameters:
  ///   - count: the deletions and suspensions of the plan, and those that count with it.
  ///   - activeAccounts: the app's known active accounts, those among them that the counted ones
  ///     took away already.
  public func stop(_ count: Int, of activeAccounts: Int) -> Bool {
    if count == 0 { return false }
    if count > deletions ?? Self.defaultDeletions { return true }
    guard let share else {
      if count >= Self.defaultHalfFloor, 2 * count > activeAccounts { return true }
      return count > Self.defaultShareFloor
        && Double(count) > Self.defaultShare * Double(activeAccounts)
    }
    return Double(count) > share * Double(activeAccounts)
  }

  /// The limits in words, the window with them.
  public func words(of activeAccounts: Int) -> String {
    let isSmall = share == nil && activeAccounts <= 10 * Self.defaultShareFloor
    let share = Int(((share ?? Self.defaultShare) * 100).rounded())
    let number = deletions ?? Self.defaultDeletions
    let part = isSmall ? "\(Self.defaultShareFloor), or half" : "\(share) %"
    let words =
      "\(number) account\(number == 1 ? "" : "s") or \(part) of the \(activeAccounts) active ones"
    let window = window ?? Self.defaultWindow
    return window > 0 ? "\(words) within \(Self.words(window))" : words
  }

  /// A window in words: `24 h`, `7 d`, `90 min`.
  public static func words(_ window: Double) -> String {
    let units = [("d", 86_400.0), ("h", 3600), ("min", 60)]
    let unit = units.first {
      window >= 2 * $0.1 && window.truncatingRemainder(dividingBy: $0.1) == 0
    }
    return unit.map { "\(Int(window / $0.1)) \($0.0)" } ?? "\(Int(window)) s"
  }
}
