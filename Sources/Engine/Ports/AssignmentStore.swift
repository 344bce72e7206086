public import Provisioning

/// What the last evaluation of each user for each app came to.
public protocol AssignmentStore {
  /// The assignments of these users.
  func assignments(_ app: AppID, _ users: [UserID]) throws -> [UserID: AssignmentRecord]

  /// Stores an assignment.
  func save(_ assignment: AssignmentRecord) throws

  /// Stores assignments, each of another app or user.
  func save(_ assignments: [AssignmentRecord]) throws

  /// Marks users as changed since they were evaluated: of those given, the ones that hold one of
  /// the app's roles, have an account or were evaluated before.
  ///
  /// - Parameter login: the Unix user who changed them, beside those who did since then.
  func markDirty(_ app: AppID, _ users: [UserID], by login: String) throws

  /// The same for those alone who were evaluated before.
  ///
  /// - Returns: the others who have access, in no order.
  func markChanged(_ app: AppID, _ users: [UserID], by login: String) throws -> [UserID]

  /// Whether any of these users changed since and was not evaluated again.
  func isAnyDirty(_ app: AppID, _ users: [UserID]) throws -> Bool

  /// The creation of a user's account of which it is not known what came; `nil` where there is none.
  func creationInDoubt(_ app: AppID, _ user: UserID) throws -> CreationInDoubt?

  /// Keeps that it is not known what came of the creation of a user's account, or, by `nil`, that it is.
  func setCreationInDoubt(_ creation: CreationInDoubt?, _ app: AppID, _ user: UserID) throws

  /// Users who changed since they were evaluated, by key.
  func dirtyUsers(_ app: AppID, after: UserID, limit: Int) throws -> [UserID]

  /// Users whose evaluation may come out otherwise by a moment, those left out who changed and wait for
  /// an evaluation anyway. By key.
  func dueUsers(_ app: AppID, by now: Double) throws -> [UserID]

  /// Notes when an evaluation that came out as before may come out otherwise, unless the user was
  /// evaluated since.
  ///
  /// - Parameter before: what was noted when it was evaluated.
  func postpone(_ app: AppID, _ user: UserID, from before: Double?, to dueAt: Double?) throws

  /// Lets everyone be due whose evaluation depends on the time, or is that of somebody who left: the
  /// days begin at other moments.
  func makeDue(by now: Double) throws

  /// Everyone whom an evaluation of the whole app concerns: who holds one of its roles, was
  /// evaluated before or has an account. By key.
  func concernedUsers(_ app: AppID, after: UserID, limit: Int) throws -> [UserID]

  /// How many users were evaluated under an older mapping version than the app's.
  func staleCount(_ app: AppID) throws -> Int

  /// How many users of the directory have each reason.
  func reasonCounts(_ app: AppID) throws -> [ReasonKind: Int]

  /// The reason of one user of the directory.
  func reason(_ app: AppID, user: UserID) throws -> ReasonKind

  /// The users of the directory who have this reason, by name.
  func users(_ app: AppID, reason: ReasonKind, after: UserID, limit: Int) throws -> [UserID]
}
