public import Provisioning

/// A user whose account cannot be computed.
public struct ImpossibleAccount: Sendable, Hashable {
  /// The username.
  public var name: String
  /// What is wrong; empty where only the sentence is known.
  public var problems: [ValueProblem]
  /// What is wrong, in words.
  public var sentence: String
  /// Whether the user has an account in the app.
  public var hasAccount: Bool
  /// The task on the account that is open, and stays so.
  public var task: TaskID?
}

/// The users whose accounts cannot be computed, counted by what is wrong.
public struct ImpossibleAccounts: Sendable, Hashable {
  /// One reason and who has it.
  public struct Reason: Sendable, Hashable {
    /// What is wrong, the same words for all of them: `active is not true or false`.
    public var words: String
    /// A value that is wrong so; empty where there is none.
    public var example: String
    /// The users.
    public var users = NameTally()

    /// The reason, how many, and three names.
    public var sentence: String {
      let example = example.isEmpty ? "" : " (such as '\(example)')"
      return "\(words)\(example): \(users.words)"
    }
  }

  /// How many users there are; one may have several reasons.
  public private(set) var users = 0
  /// Whether a value is wrong, rather than missing.
  public private(set) var hasWrongValue = false
  private var byWords: [String: Reason] = [:]

  /// Nobody.
  public init() {}

  /// The reasons, the most frequent first.
  public var reasons: [Reason] {
    byWords.values.sorted { ($1.users.count, $0.words) < ($0.users.count, $1.words) }
  }

  /// Counts a user.
  public mutating func add(_ account: ImpossibleAccount) {
    guard !account.problems.isEmpty else {
      return add(account.name, reason: account.sentence, isWrong: false)
    }
    users += 1
    for problem in account.problems {
      hasWrongValue = hasWrongValue || problem.isWrong
      count(account.name, problem.reason, example: problem.value)
    }
  }

  /// Counts a user whose account cannot be computed for another reason.
  ///
  /// - Parameter isWrong: whether somebody has to correct something, so that commands do not succeed.
  public mutating func add(_ name: String, reason: String, isWrong: Bool) {
    users += 1
    hasWrongValue = hasWrongValue || isWrong
    count(name, reason, example: "")
  }

  private mutating func count(_ name: String, _ words: String, example: String) {
    var reason = byWords[words] ?? Reason(words: words, example: example)
    reason.users.add(name)
    byWords[words] = reason
  }
}
