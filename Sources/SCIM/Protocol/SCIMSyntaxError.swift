/// Why a text is no attribute path and no filter (RFC 7644, sections 3.4.2.2 and 3.5.2).
public struct SCIMSyntaxError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What is wrong, as a clause ("an operator is expected here").
  public let reason: String
  /// Where, in bytes from the start of the text.
  public let offset: Int

  /// An error at a place.
  public init(reason: String, offset: Int) {
    self.reason = reason
    self.offset = offset
  }

  /// The reason and the place, for a person.
  public var description: String { "\(reason) (at byte \(offset))" }
}
