public import Provisioning

/// What reapply would do, to be read before it is let go.
public struct PlanOverview: Sendable, Hashable {
  /// What becomes of somebody, the most dangerous first.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    case deleted
    case suspended
    /// Members are taken out of a group.
    case removed = "out of group"
    /// The account cannot be computed, so nothing happens.
    case impossible
    /// An open task is withdrawn.
    case withdrawn
    case created
    case changed
  }

  /// One person or group.
  public struct Row: Sendable, Hashable {
    /// What becomes of it.
    public var kind: Kind
    /// The account's or the group's name.
    public var name: String
    /// Why, in words.
    public var why: String
    /// The task that would be filed or withdrawn; `nil` where there is none.
    public var task: ProvisioningTask?

    /// A row.
    public init(_ kind: Kind, _ name: String, why: String, task: ProvisioningTask? = nil) {
      self.kind = kind
      self.name = name
      self.why = why
      self.task = task
    }
  }

  /// What stands above everything else: who cannot be computed, or cannot have a value.
  public var warnings: [String]
  /// What else it comes to, a line each.
  public var lines: [String]
  /// Everyone in it, by kind.
  public var rows: [Row] = []
  /// How many tasks would be filed.
  public var fresh: Int
  /// How many accounts would be deleted or suspended, where that is over the limit.
  public var blocked: Int?
  /// How many members would be taken out of groups, where that is over the limit.
  public var blockedMemberships: Int?

  /// An overview.
  public init(
    warnings: [String] = [], lines: [String], rows: [Row] = [], fresh: Int, blocked: Int?
  ) {
    self.warnings = warnings
    self.lines = lines
    self.rows = rows
    self.fresh = fresh
    self.blocked = blocked
  }

  /// Whether there is nothing to decide about: nothing is filed or withdrawn, and everybody can be
  /// computed.
  var isNothing: Bool {
    fresh == 0 && rows.isEmpty && warnings.isEmpty && blocked == nil && blockedMemberships == nil
  }

  /// How many rows each kind has, those without any left out.
  var counts: [(kind: Kind, count: Int)] {
    let counts = Dictionary(rows.map { ($0.kind, 1) }, uniquingKeysWith: +)
    return Kind.allCases.compactMap { kind in counts[kind].map { (kind, $0) } }
  }
}
