import Text
import Provisioning
import SCIM

/// Looks up the accounts of the users whom parameters name.
struct ReferenceResolver {
  let app: AppID
  let session: any StoreSession
  private var found: [String: [UserID]] = [:]

  init(_ app: AppID, _ session: any StoreSession) {
    self.app = app
    self.session = session
  }

  /// Puts the ids of accounts in the place of names. Where there is no account yet, or nobody of that
  /// name, the attribute is left as it is in the app.
  ///
  /// - Returns: to whom the account refers, and what is wrong, in sentences.
  mutating func resolve(_ desired: inout DesiredAccount) throws -> (
    targets: [UserID], problems: [String]
  ) {
    var targets: [UserID] = []
    var problems: [String] = []
    var kept: [DesiredAttribute] = []
    for var attribute in desired.attributes {
      guard let name = attribute.accountOf else {
        kept.append(attribute)
        continue
      }
      let users = try users(name)
      guard let target = users.first, users.count == 1 else {
        problems.append(
          users.isEmpty
            ? "\(attribute.path) is left as it is: nobody in the directory has the username, key or e-mail \(name)"
            : "\(attribute.path) is left as it is: several users have the key or e-mail \(name); name one by the username"
        )
        continue
      }
      targets.append(target)
      guard let account = try session.accounts.accounts(app, users: [target])[target],
        account.state == .present
      else { continue }
      attribute.value = .string(account.remoteID)
      attribute.accountOf = nil
      kept.append(attribute)
    }
    desired.attributes = kept
    return (Set(targets).sorted(), problems)
  }

  /// Who is named: by the username, else by a key, else by the e-mail address.
  private mutating func users(_ name: String) throws -> [UserID] {
    if let users = found[name] { return users }
    var users = try session.directory.user(named: name).map { [$0.user.id] } ?? []
    if users.isEmpty {
      users = try session.people.people(havingKey: name).filter { !$0.isDeleted }.map(\.user.id)
    }
    if users.isEmpty { users = try session.directory.users(email: name, limit: 2) }
    found[name] = users
    return users
  }
}
