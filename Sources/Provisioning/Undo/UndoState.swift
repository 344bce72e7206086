public import Text
import SCIM

/// What is known of one user's account now: what a task is undone against.
public struct UndoState: Sendable {
  /// The account as the app was last seen to hold it; `nil` where there is none.
  public var account: JSONValue?
  /// The groups that the user is known to be in.
  public var groups: Set<GroupID>
  /// What newer tasks of the run, undone before this one, leave pinned, by its key.
  public var pins: [String: Pin.Kind]

  /// What is known of an account.
  public init(
    account: JSONValue?, groups: Set<GroupID> = [], pins: [String: Pin.Kind] = [:]
  ) {
    self.account = account
    self.groups = groups
    self.pins = pins
  }

  /// Whether the user is in a group once what is pinned came true.
  func isIn(_ group: GroupID) -> Bool {
    if case .member(_, let isMember) = pins["group \(group)"] { return isMember }
    return groups.contains(group)
  }
}

/// What takes back what a task did to one user, as far as that can be taken back and nobody changed it
/// since.
public struct Inverse: Sendable, Hashable {
  /// What is to stay as it was before the task.
  public var pins: [Pin.Kind]
  /// What cannot be taken back, and why, in words that go behind the name.
  public var impossible: [String]

  /// An inverse.
  public init(pins: [Pin.Kind] = [], impossible: [String] = []) {
    self.pins = pins
    self.impossible = impossible
  }

  /// Nothing can be taken back.
  static func none(_ why: String) -> Inverse { Inverse(impossible: [why]) }
}
