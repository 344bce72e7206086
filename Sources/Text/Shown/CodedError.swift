/// An error that reaches a person, and a program that calls usher.
public protocol CodedError: Error, Sendable {
  /// A short name that stays the same while the sentence may change: `unknown-app`.
  var code: String { get }
  /// What happened, to what, and what to do now.
  var sentence: String { get }
}
