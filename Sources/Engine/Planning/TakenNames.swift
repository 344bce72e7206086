import Provisioning

/// Of the names of users who may get an account those that others have or had, looked up for many
/// at once: nearly nobody's is among them.
struct TakenNames {
  /// The userNames that accounts of the app have, whoever they belong to.
  let accounts: Set<String>
  /// The usernames that somebody had who left the directory.
  let leavers: Set<String>

  init(
    _ app: AppID, userNames: [String], usernames: [String], in session: any StoreSession
  ) throws {
    accounts = try session.accountNames(app, among: userNames)
    leavers = try session.leaverNames(among: usernames)
  }
}
