import Text
public import Provisioning

/// What undoing a run, or a part of it, comes to.
public struct UndoPlan: Sendable {
  /// Something that cannot be undone.
  public struct Impossible: Sendable, Hashable {
    /// The account or the group.
    public var name: String
    /// The task.
    public var task: TaskID
    /// Why, in words that go behind the name.
    public var why: String
  }

  /// The run.
  public var run: RunRecord
  /// The app's name.
  public var app: String
  /// How many users would be pinned to how their accounts were before.
  public var users: Int
  /// How many accounts that the run made are to be there no longer.
  public var creations: Int
  /// What cannot be undone, the newest first.
  public var impossible: [Impossible]
  /// What would be filed.
  public var plan: AppPlan

  /// What a person must know first, in sentences.
  public var warnings: [String] {
    var warnings: [String] = []
    if let first = impossible.first {
      let what = impossible.count == 1 ? "1 thing cannot" : "\(impossible.count) things cannot"
      warnings.append(
        "\(what) be undone, such as \(first.name): \(first.why)")
    }
    if creations > 0 {
      warnings.append(
        "\(Words.count(creations, "account")) that the run made \(creations == 1 ? "is" : "are") treated as the policy treats those who left; mail that the app sent to them is not taken back"
      )
    }
    return warnings
  }
}

/// What is pinned of one user in one app.
public struct PinnedUser: Sendable {
  /// The app's name.
  public var app: String
  /// The user.
  public var user: DirectoryUser
  /// What is pinned, by its key.
  public var pins: [Pin]
  /// The same in words, in the same order.
  public var words: [String]
}
