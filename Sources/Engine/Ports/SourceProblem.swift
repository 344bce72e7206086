public import Text

/// Why a source could not be read.
public struct SourceProblem: CodedError, Sendable, Hashable {
  /// What is wrong, as programs know it.
  public enum Kind: String, Sendable, Hashable {
    /// It cannot be reached, or went away.
    case unreachable
    /// Its certificate is not trusted.
    case tls
    /// It does not let usher in, or not see this.
    case refused
    /// What the configuration says of it cannot be right.
    case configuration
    /// It showed a part and not all.
    case incomplete
    /// What it answers cannot be understood.
    case unreadable
  }

  /// What is wrong.
  public var kind: Kind
  /// What is wrong and what to do, as a sentence without its full stop.
  public var sentence: String
  /// Whether it may pass by itself, so that reading again at once makes sense.
  public var heals: Bool

  /// The name of the error.
  public var code: String { "source-\(kind.rawValue)" }

  /// A problem.
  public init(_ kind: Kind, _ sentence: String, heals: Bool = false) {
    self.kind = kind
    self.sentence = sentence
    self.heals = heals
  }
}
