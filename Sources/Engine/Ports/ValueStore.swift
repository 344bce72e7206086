public import Provisioning

/// To whom the unique values of an app's accounts belong.
public protocol ValueStore {
  /// What is kept of these users' values.
  func values(_ app: AppID, of users: [UserID]) throws -> [ValueRecord]

  /// To whom these values belong: who owns, holds or has sent one.
  ///
  /// - Parameter limit: how many of each value, the first by key of the user.
  func takers(_ app: AppID, of values: [UniqueValue], limit: Int) throws -> [ValueRecord]

  /// Whether one of these values belongs to anybody else than a user.
  func hasTaker(_ app: AppID, of values: [UniqueValue], besides user: UserID?) throws -> Bool

  /// Who waits for one of these values.
  ///
  /// - Parameters:
  ///   - after: the key of the user behind whom they begin.
  ///   - limit: how many for each value, the first by key of the user.
  func waiters(_ app: AppID, for values: [UniqueValue], after: UserID, limit: Int) throws
    -> [ValueRecord]

  /// Keeps that a request which makes a user's account with these values is about to be sent: they are
  /// the user's until it is known what came of it.
  func noteSent(_ values: Set<UniqueValue>, _ app: AppID, of user: UserID) throws

  /// Keeps that a user's account has all the values that are kept of the user, and that nothing is in
  /// doubt about them.
  func holdAll(_ app: AppID, of user: UserID) throws

  /// Keeps what a user has to do with a value; a record that says nothing is removed.
  func save(_ record: ValueRecord) throws

  /// The same for many, each of another user or value.
  func save(_ values: [ValueRecord]) throws
}

/// What one user has to do with one unique value of an app.
public struct ValueRecord: Sendable, Hashable {
  /// The app.
  public var app: AppID
  /// The value.
  public var value: UniqueValue
  /// The user of the directory.
  public var user: UserID
  /// Whether the account should have it, as it was last evaluated.
  public var wish: Wish
  /// Whether the account was last seen to have it.
  public var isHeld: Bool
  /// Whether a request that makes an account with it was sent, and what came of that is not known.
  public var isSent: Bool

  /// Whether an account should have a value.
  public enum Wish: Int, Sendable, Hashable {
    /// It should not.
    case none = 0
    /// It should, and another user comes first.
    case waits = 1
    /// It should, and the value is the user's.
    case owns = 2
  }

  /// A record that says nothing yet.
  public init(app: AppID, value: UniqueValue, user: UserID) {
    self.app = app
    self.value = value
    self.user = user
    wish = .none
    isHeld = false
    isSent = false
  }

  /// Whether it says nothing.
  public var isEmpty: Bool { wish == .none && !isHeld && !isSent }
}
