public import Provisioning

/// Pages of the long lists towards their beginning, and counts that stop in time; the pages towards
/// the end stand with their topics.
public protocol PageStore {
  /// Tasks with larger keys, the oldest first.
  func tasks(_ filter: TaskFilter, after: TaskID, limit: Int) throws -> [ProvisioningTask]

  /// How many tasks a filter matches, counted up to a limit.
  func taskCount(_ filter: TaskFilter, upTo limit: Int) throws -> Int

  /// Users with smaller keys, the largest first; the rest as in `users(after:search:role:limit:)`.
  func users(before: UserID, search: String, role: String?, limit: Int) throws -> [StoredUser]

  /// How many users a search finds, counted up to a limit.
  func userCount(search: String, role: String?, upTo limit: Int) throws -> Int

  /// Entries of the audit log whose actor, action or subject holds a text, newest first.
  ///
  /// - Parameter before: only entries with smaller numbers; `nil` from the newest.
  func auditEntries(search: String, before: Int64?, limit: Int) throws -> [AuditEntry]

  /// The same with larger numbers, oldest first.
  func auditEntries(search: String, after: Int64, limit: Int) throws -> [AuditEntry]

  /// How many entries a search finds, counted up to a limit.
  func auditCount(search: String, upTo limit: Int) throws -> Int
}
