/// A request that may have made an account, while it is not known whether it did.
public struct CreationInDoubt: Sendable, Hashable {
  /// The userName that the account would have.
  public var userName: String
  /// When it was sent, in seconds since 1970; `nil` where an older version did not note it.
  public var sentAt: Double?

  /// A creation.
  public init(userName: String, sentAt: Double?) {
    self.userName = userName
    self.sentAt = sentAt
  }
}
