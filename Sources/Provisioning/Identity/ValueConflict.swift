/// That a user cannot have a value, because it is another one's.
public struct ValueConflict: Sendable, Hashable {
  /// The user who does not get it.
  public var user: String
  /// The user who has it.
  public var other: String
  /// Whether that one left the directory.
  public var otherHasLeft: Bool
  /// The SCIM path as the parameter names it.
  public var path: String
  /// The value as it would be sent.
  public var text: String
  /// By what it is the other one's.
  public var claim: Claim
  /// That both are people of one username, in words; `nil` where they are not.
  public var succession: String?

  /// By what a value is somebody's.
  public enum Claim: Sendable, Hashable {
    /// The account has it, and should.
    case holds
    /// An account is to be made, or changed, with it.
    case first
    /// The account has it still, though it should not, and nothing that is open takes it away.
    case left(isActive: Bool)
    /// An account with it may have been made by a request whose answer was lost.
    case inDoubt
    /// The accounts pass values around in a way that has no order.
    case tangled

    /// The claim in one word, as programs get it.
    public var word: String {
      switch self {
      case .holds: "holds"
      case .first: "first"
      case .left: "left"
      case .inDoubt: "in-doubt"
      case .tangled: "tangled"
      }
    }
  }

  /// A conflict.
  public init(
    user: String, other: String, otherHasLeft: Bool = false, path: String, text: String,
    claim: Claim
  ) {
    self.user = user
    self.other = other
    self.otherHasLeft = otherHasLeft
    self.path = path
    self.text = text
    self.claim = claim
  }

  /// What is the matter and what to do, in one sentence that names both.
  public var sentence: String {
    guard let succession else { return words }
    return "\(words). \(succession): another person, who gets that account by usher link alone"
  }

  private var words: String {
    let what = "\(path) \(text)"
    let other = otherHasLeft ? "\(other) (who left)" : other
    switch claim {
    case .holds:
      return
        "\(what) is wanted by \(other) and \(user); the account of \(other) has it: give \(user) another value"
    case .first:
      return
        "\(what) is wanted by \(other) and \(user); \(other) was first: give \(user) another value"
    case .left(let isActive):
      let account = isActive ? "account" : "suspended account"
      return
        "\(what) still belongs to the \(account) of \(other); usher link hands the account over, or rename or delete it in the app and run usher verify, or give \(user) another value"
    case .inDoubt:
      return
        "\(what): an account with it may have been made for \(other) by a request whose answer was lost; \(user) gets it when that is known"
    case .tangled:
      return
        "\(what): \(other), \(user) and others pass their values around in a way that has no order; give one of them another value first"
    }
  }
}
