import Text
import Provisioning
import SCIM

/// Whose an account is that was found in an app. Nobody's account goes to another person by itself:
/// not one that is linked, not one that was somebody's, and not one that names another's key.
struct AccountOwnership {
  let app: AppRecord
  let identity: [String]
  let session: any StoreSession

  init(_ app: AppRecord, in session: any StoreSession) throws {
    self.app = app
    self.session = session
    identity = try session.settings.directorySettings().identity
  }

  /// Why an account is not given to a user by itself; `nil` where it may be.
  ///
  /// - Parameter isOurs: whether a request for this very user may have made it: an id that was
  ///   another's and is gone may come again.
  func refusal(of resource: JSONValue, to user: UserID, isOurs: Bool = false) throws -> String? {
    guard let id = resource.identifier else { return nil }
    let account = try session.accounts.account(app.id, remoteID: id)
    return try refusal(of: resource, to: user, isOurs: isOurs, knowing: account)
  }

  /// The same, where it is known what is kept of the account.
  func refusal(
    of resource: JSONValue, to user: UserID, isOurs: Bool, knowing account: AccountRecord?
  ) throws -> String? {
    guard let id = resource.identifier else { return nil }
    if let owner = account?.user, owner != user, !(isOurs && account?.state == .gone) {
      return try words(resource, "is that of", owner, not: user)
    }
    if account?.user == user { return nil }
    if let former = try session.accounts.formerAccounts(app.id, remoteID: id).first {
      switch former.ending {
      case .unlinked:
        return former.user == user
          ? try unlinked(resource, user)
          : try words(resource, "was that of", former.user, not: user)
      case .deleted, .gone:
        if former.user == user || isOurs { return nil }
        return try words(resource, "was that of", former.user, not: user)
      case .hidden, .replaced:
        if former.user == user { return nil }
        return try words(resource, "was that of", former.user, not: user)
      }
    }
    return isOurs ? nil : try keyOfAnother(resource, user)
  }

  /// The account names another person's key.
  private func keyOfAnother(_ resource: JSONValue, _ user: UserID) throws -> String? {
    guard let value = resource["externalId"]?.scalarText, !value.isEmpty else { return nil }
    let holders = try session.people.people(havingKey: value)
    if holders.contains(where: { $0.user.id == user }) { return nil }
    guard let other = holders.first(where: { !$0.isDeleted }) ?? holders.last else { return nil }
    return try words(
      resource, "has the externalId \(value) of", other.user.id, not: user)
  }

  private func words(
    _ resource: JSONValue, _ relation: String, _ other: UserID, not user: UserID
  ) throws -> String {
    let people = try session.people.people([other, user])
    guard let earlier = people.first(where: { $0.user.id == other }),
      let person = people.first(where: { $0.user.id == user })
    else { return "the account belongs to another person" }
    let place = earlier.isDeleted ? ", who left the directory" : ""
    return
      "the account \(account(resource)) \(relation) \(whole(earlier))\(place); this is another person, \(whole(person)), who does not get it by itself; \(handOver(resource, person)), or give \(person.user.username) another userName"
  }

  private func unlinked(_ resource: JSONValue, _ user: UserID) throws -> String {
    guard let person = try session.people.people([user]).first else {
      return "an admin unlinked it"
    }
    return
      "the account \(account(resource)) was taken from \(person.user.username) by an admin, and is not linked again by itself; \(handOver(resource, person))"
  }

  private func account(_ resource: JSONValue) -> String {
    let id = resource.identifier ?? ""
    let name = resource["userName"]?.scalarText ?? ""
    return name.isEmpty ? id : "\(name) (id \(id))"
  }

  private func handOver(_ resource: JSONValue, _ person: KnownPerson) -> String {
    let id = resource.identifier ?? ""
    return
      "usher link \(app.name.quotedForShell) \(person.user.username.quotedForShell) \(id.quotedForShell) hands it over"
  }

  /// `jsmith (John Smith, E1)`.
  private func whole(_ person: KnownPerson) -> String {
    "\(person.user.username) (\(name(person)))"
  }

  private func name(_ person: KnownPerson) -> String {
    PersonWords.name(person.user, person.keys, by: identity)
  }
}

extension AccountOwnership {
  /// That somebody else had this username before, in words; `nil` where nobody had.
  func succession(of user: UserID) throws -> String? {
    guard let person = try session.people.people([user]).first, !person.isDeleted,
      let earlier = try session.people.leavers(named: person.user.username).first
    else { return nil }
    return PersonWords.another(
      person.user.username, was: name(earlier), now: name(person))
  }

  /// That a user has the username of another one, in words; `nil` where the names are two.
  func succession(of user: UserID, from other: UserID) throws -> String? {
    let people = try session.people.people([user, other])
    guard let person = people.first(where: { $0.user.id == user }),
      let earlier = people.first(where: { $0.user.id == other }),
      person.user.username.lowercased() == earlier.user.username.lowercased()
    else { return nil }
    return PersonWords.another(
      person.user.username, was: name(earlier), now: name(person))
  }

  /// That somebody else has the username of a user who left, in words; `nil` where nobody has.
  func successor(of user: UserID) throws -> String? {
    guard let earlier = try session.people.people([user]).first, earlier.isDeleted,
      let person = try session.people.person(named: earlier.user.username), !person.isDeleted,
      person.user.id != user
    else { return nil }
    return PersonWords.another(
      person.user.username, was: name(earlier), now: name(person))
  }

  /// Who has the account of a userName that somebody else is to get, in words.
  func holder(ofUserName userName: String, not user: UserID) throws -> String? {
    for account in try session.accounts.owned(app.id, userName: userName)
    where account.user != user && account.state != .gone {
      if let words = try refusal(of: account.resource, to: user) { return words }
    }
    return nil
  }
}
