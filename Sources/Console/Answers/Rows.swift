public import Provisioning

/// A task in a list.
public struct TaskRow: Sendable, Hashable, Identifiable {
  /// The task.
  public var task: ProvisioningTask

  /// A row.
  public init(_ task: ProvisioningTask) { self.task = task }

  /// The key of the task.
  public var id: Int64 { task.id }
}

/// A user in a list.
public struct UserRow: Sendable, Hashable, Identifiable {
  /// The user.
  public var user: DirectoryUser

  /// A row.
  public init(_ user: DirectoryUser) { self.user = user }

  /// The key of the user.
  public var id: Int64 { user.id }

  /// The user as one to choose.
  var option: Chooser.Option {
    Chooser.Option(
      value: user.username, title: "\(user.username)  \(user.attributes["email"] ?? "")")
  }
}

/// An entry of the audit log in a list.
public struct AuditRow: Sendable, Hashable, Identifiable {
  /// The entry.
  public var entry: AuditEntry
  /// When, as a person on this host reads it.
  public var when: String

  /// A row.
  public init(_ entry: AuditEntry, when: String) {
    self.entry = entry
    self.when = when
  }

  /// The number of the entry.
  public var id: Int64 { entry.seq }
}

/// The users that a rule affects.
public struct AffectedReport: Sendable, Hashable {
  /// One user.
  public struct Row: Sendable, Hashable {
    /// The name.
    public var username: String
    /// Whether the user has access to the app, so that the rule has an effect.
    public var hasAccess: Bool
    /// Whether a reapply would change what is desired.
    public var wouldChange: Bool
    /// The groups that all rules together put the user into.
    public var groups: [String]

    /// A user.
    public init(username: String, hasAccess: Bool, wouldChange: Bool, groups: [String]) {
      self.username = username
      self.hasAccess = hasAccess
      self.wouldChange = wouldChange
      self.groups = groups
    }
  }

  /// The first of them.
  public var rows: [Row]
  /// How many there are.
  public var matches: Int
  /// For how many of them a reapply would change something.
  public var changes: Int

  /// A report.
  public init(rows: [Row], matches: Int, changes: Int) {
    self.rows = rows
    self.matches = matches
    self.changes = changes
  }
}

/// How many users one rule of an app matches.
public struct RuleMatches: Sendable, Hashable {
  /// How many users.
  public var matches: Int
  /// For how many of them a reapply would change something.
  public var changes: Int

  /// A count.
  public init(matches: Int, changes: Int) {
    self.matches = matches
    self.changes = changes
  }
}

/// A step of a test run.
public struct TestStep: Sendable, Hashable {
  /// `create`, `confirm create`, `update`, ….
  public var name: String
  /// Whether it passed.
  public var passed: Bool
  /// What was sent and seen, or why it failed.
  public var detail: String

  /// The steps of a whole run, in order.
  static let names = [
    "create", "confirm create", "update", "confirm update", "delete", "confirm delete",
  ]

  /// A step.
  public init(name: String, passed: Bool, detail: String) {
    self.name = name
    self.passed = passed
    self.detail = detail
  }
}
