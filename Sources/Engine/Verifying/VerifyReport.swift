public import Provisioning

/// How an app differs from what it should hold.
public struct VerifyReport: Sendable, Hashable {
  /// One difference.
  public struct Difference: Sendable, Hashable {
    /// Whether it is about an account or a group.
    public var resource: ResourceKind
    /// The account's or group's name.
    public var name: String
    /// What differs, as the end of a sentence.
    public var what: String
    /// The user whose account it is; `nil` for a group, and an account that is nobody's.
    public var user: UserID?
  }

  /// Members of a group of which the app shows nothing.
  public struct NotChecked: Sendable, Hashable {
    /// The group's name.
    public var group: String
    /// How many members are not shown.
    public var count: Int
    /// Of how many.
    public var of: Int

    /// What it means, as a sentence.
    public var sentence: String {
      "\(group): \(count) of \(of) members are not shown by this app and were not checked"
    }
  }

  /// What differs, accounts first.
  public var differences: [Difference] = []
  /// What is no difference, and worth knowing.
  public var notes: [String] = []
  /// What could not be looked at.
  public var notChecked: [NotChecked] = []
  /// Attributes that the app never keeps, and on how many accounts they are missing.
  public var notKept: [String: Int] = [:]
  /// How many accounts were read.
  public var accounts = 0
  /// How many groups were read.
  public var groups = 0

  /// Nothing yet.
  public init() {}

  mutating func add(
    _ resource: ResourceKind, _ name: String, _ what: String, of user: UserID? = nil
  ) {
    differences.append(Difference(resource: resource, name: name, what: what, user: user))
  }
}
