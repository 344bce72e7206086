/// Why one attribute of an account cannot be computed for a user.
public struct ValueProblem: Error, Sendable, Hashable {
  /// What is wrong with a value.
  public enum Kind: Sendable, Hashable {
    /// The app requires a value, and the user has none.
    case empty
    /// The value is not what the attribute's type wants, which is named: `true or false`.
    case wrongType(wanted: String)
    /// Something else of the user cannot be read, such as the day to start; in words.
    case unclear(String)
  }

  /// The SCIM path.
  public var path: String
  /// What is wrong.
  public var kind: Kind
  /// The start of the value; empty where there is none.
  public var value: String

  /// A problem.
  public init(path: String, kind: Kind, value: String = "") {
    self.path = path
    self.kind = kind
    self.value = String(value.prefix(40))
  }

  /// What is wrong for this user.
  public var sentence: String {
    switch kind {
    case .empty: "\(path) is empty"
    case .wrongType(let wanted): "\(path) is '\(value)', which is not \(wanted)"
    case .unclear(let sentence): sentence
    }
  }

  /// What is wrong, without this user's value: what users with the same problem are counted by.
  public var reason: String {
    switch kind {
    case .empty: "\(path) is empty"
    case .wrongType(let wanted): "\(path) is not \(wanted)"
    case .unclear(let sentence): sentence
    }
  }

  /// Whether somebody has to correct a parameter or the data. A value that a person merely lacks is
  /// ordinary.
  public var isWrong: Bool {
    switch kind {
    case .empty: false
    case .wrongType, .unclear: true
    }
  }
}
