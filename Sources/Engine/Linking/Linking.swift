import Text
import Provisioning
import SCIM

/// Says by hand which account belongs to which user.
public struct Linking: Sendable {
  let store: any Store
  let time: any TimeSource
  let actor: Actor
  let rights: DecisionRights
  let evaluations: Evaluations
  let knownAccounts: KnownAccounts
  let connections: Connections

  /// Reads an account from the app and finds out whose it is, for an admin who wants to give it to a
  /// user.
  ///
  /// - Parameter account: the account's id in the app, or its userName where only one has it.
  public func proposeLink(_ name: String, user: String, account: String) async throws
    -> LinkProposal
  {
    let app = try store.app(named: name)
    let resource = try await find(account, app)
    let id = resource.identifier ?? account
    return try store.read { session in
      let user = try session.existingUser(named: user).user.id
      let holder = try session.accounts.account(app.id, remoteID: id)?.user
      let former =
        holder == nil ? try session.accounts.formerAccounts(app.id, remoteID: id).first?.user : nil
      return LinkProposal(
        app: app.name, account: resource, remoteID: id,
        holder: try Self.person(holder, in: session), former: try Self.person(former, in: session),
        user: try Self.person(user, in: session))
    }
  }

  /// Gives an account to a user, as it was shown; whoever had it has none then. What is planned for
  /// both is evaluated again.
  public func link(_ proposal: LinkProposal) throws -> [EvaluationResult] {
    guard let user = proposal.user?.user else { return [] }
    return try rights.write(notingRefusalsOf: "account.link", proposal.app) { session in
      let app = try session.existingApp(named: proposal.app)
      try rights.check(to: "link accounts", of: app)
      let holder = try session.accounts.account(app.id, remoteID: proposal.remoteID)?.user
      guard holder == proposal.holder?.user.id else {
        throw EngineError.invalid("the account changed hands meanwhile; look again")
      }
      guard holder != user.id else {
        throw EngineError.invalid("the account is that of \(user.username) already")
      }
      if let other = try session.accounts.accounts(app.id, users: [user.id])[user.id],
        other.state != .gone
      {
        throw EngineError.invalid(
          "\(user.username) has the account \(other.userName) (id \(other.remoteID)) already; usher unlink \(app.name.quotedForShell) \(user.username.quotedForShell) takes it away"
        )
      }
      let people = [user.id] + (holder.map { [$0] } ?? [])
      try refuseRunning(app, people, in: session)
      if let holder {
        try takeAway(proposal.remoteID, app, in: session)
        try moveMemberships(app, from: holder, to: user.id, in: session)
      } else if let former = try session.accounts.formerAccounts(
        app.id, remoteID: proposal.remoteID
      ).first {
        try giveMemberships(of: former, to: user.id, in: session)
      }
      try knownAccounts.keep(seen(proposal, of: user.id, app, in: session), of: app, in: session)
      try forgetDecision(app, user.id, in: session)
      try note("account.link", proposal, app, in: session)
      return try evaluateAgain(app, people, in: session)
    }
  }

  /// Finds the account of a user, for an admin who wants to take it away.
  public func proposeUnlink(_ name: String, user: String) throws -> LinkProposal {
    try store.read { session in
      let app = try session.existingApp(named: name)
      let person = try session.anyone(named: user).user
      guard let account = try session.accounts.accounts(app.id, users: [person.id])[person.id],
        account.state != .gone
      else { throw EngineError.invalid("\(person.username) has no account in \(app.name)") }
      return LinkProposal(
        app: app.name, account: account.resource, remoteID: account.remoteID,
        holder: try Self.person(person.id, in: session))
    }
  }

  /// Takes the account from a user; in the app it stays as it is. It is given to nobody by itself.
  public func unlink(_ proposal: LinkProposal) throws -> [EvaluationResult] {
    guard let holder = proposal.holder?.user.id else { return [] }
    return try rights.write(notingRefusalsOf: "account.unlink", proposal.app) { session in
      let app = try session.existingApp(named: proposal.app)
      try rights.check(to: "unlink accounts", of: app)
      guard try session.accounts.account(app.id, remoteID: proposal.remoteID)?.user == holder else {
        throw EngineError.invalid("the account changed hands meanwhile; look again")
      }
      try refuseRunning(app, [holder], in: session)
      let freed = try takeAway(proposal.remoteID, app, in: session)
      try moveMemberships(app, from: holder, to: nil, in: session)
      try note("account.unlink", proposal, app, in: session)
      let results = try evaluateAgain(app, [holder], in: session)
      try knownAccounts.goOn(freed, app.id, in: session)
      return results
    }
  }

  // MARK: Steps

  private static func person(_ id: UserID?, in session: any StoreSession) throws -> KnownPerson? {
    try id.flatMap { try session.people.people([$0]).first }
  }

  /// What a worker is at names the accounts of these people: their own tasks, and the changes of groups
  /// that they are members of.
  private func refuseRunning(_ app: AppRecord, _ users: [UserID], in session: any StoreSession)
    throws
  {
    let own = try session.tasks.openUserTasks(app.id, users).values
      .filter { $0.status == .running }.map(\.id)
    let groups = try session.tasks.openMemberTasks(app.id, users)
      .filter { $0.status == .running }.map(\.task)
    if let number = (own + groups).min() {
      throw EngineError.invalid("a worker is at task \(number); wait until it is done")
    }
  }

  /// Whoever gets the account next is in the groups that it was in.
  ///
  /// - Returns: the unique values that the account has, which are nobody's now.
  @discardableResult
  private func takeAway(_ remoteID: String, _ app: AppRecord, in session: any StoreSession) throws
    -> Set<UniqueValue>
  {
    let holder = try session.accounts.account(app.id, remoteID: remoteID)?.user
    if let account = try session.accounts.account(app.id, remoteID: remoteID),
      var former = FormerAccount(account, .unlinked, at: time.now())
    {
      let memberships =
        try session.groups.memberships(app.id, users: [former.user])[former.user] ?? []
      former.memberships = memberships.filter { $0.known || $0.ours }.map { membership in
        .init(group: membership.group, known: membership.known, ours: membership.ours)
      }
      try session.accounts.remember(former)
    }
    try session.accounts.unlink(app.id, remoteID: remoteID)
    return try holder.map { try session.values.hold([], $0, app.id) } ?? []
  }

  /// Who is in a group is there by the account: whoever gets it is in the group, so that what the
  /// rules do not want of them is taken away.
  private func moveMemberships(
    _ app: AppRecord, from holder: UserID, to user: UserID?, in session: any StoreSession
  ) throws {
    for var before in try session.groups.memberships(app.id, users: [holder])[holder] ?? []
    where before.known || before.ours {
      if let user {
        var after = try session.groups.membership(group: before.group, user: user)
        after.known = before.known
        after.ours = before.ours
        try session.groups.save(after)
      }
      before.known = false
      before.ours = false
      try session.groups.save(before)
    }
  }

  /// An account that was nobody's meanwhile is in the groups that it was in when it was taken away, and
  /// what usher gave it is usher's to take.
  private func giveMemberships(
    of former: FormerAccount, to user: UserID, in session: any StoreSession
  ) throws {
    for before in former.memberships {
      guard try session.groups.group(before.group)?.remoteID != nil else { continue }
      var membership = try session.groups.membership(group: before.group, user: user)
      membership.known = before.known
      membership.ours = before.ours
      try session.groups.save(membership)
    }
  }

  /// The account as it was seen, with what is known of it: it may be invited, and become active for
  /// whoever has it then.
  private func seen(
    _ proposal: LinkProposal, of user: UserID, _ app: AppRecord, in session: any StoreSession
  ) throws -> AccountRecord {
    let now = time.now()
    var account =
      try session.accounts.account(app.id, remoteID: proposal.remoteID)
      ?? AccountRecord(
        app: app.id, remoteID: proposal.remoteID, user: user, resource: proposal.account,
        seenAt: now)
    account.user = user
    account.state = .present
    account.see(proposal.account, by: AccountComparison(schemas: app.userSchemas), at: now)
    return account
  }

  /// What was decided against was another change.
  private func forgetDecision(_ app: AppRecord, _ user: UserID, in session: any StoreSession) throws
  {
    guard var assignment = try session.assignments.assignments(app.id, [user])[user],
      assignment.ignoredTask != nil
    else { return }
    assignment.ignoredTask = nil
    try session.assignments.save(assignment)
  }

  private func note(
    _ action: String, _ proposal: LinkProposal, _ app: AppRecord, in session: any StoreSession
  ) throws {
    let identity = try session.settings.directorySettings().identity
    func words(_ person: KnownPerson?) -> JSONValue {
      guard let person else { return .null }
      let name = PersonWords.name(person.user, person.keys, by: identity)
      return .string("\(person.user.username) (\(name))")
    }
    try session.audit.add(
      at: time.now(), actor, action, app.name,
      [
        "account": .string(proposal.remoteID),
        "userName": proposal.account["userName"] ?? .null,
        "from": words(proposal.holder ?? proposal.former), "to": words(proposal.user),
      ])
  }

  private func evaluateAgain(_ app: AppRecord, _ users: [UserID], in session: any StoreSession)
    throws -> [EvaluationResult]
  {
    guard app.definition.provisioning.enabled else { return [] }
    try session.assignments.markDirty(app.id, users, by: actor.login)
    return [try evaluations.evaluateChanged(app, in: session, by: actor.login)]
  }

  // MARK: The account

  private func find(_ account: String, _ app: AppRecord) async throws -> JSONValue {
    let client = try connections.client(for: app)
    let look = try await read(.get("Users", id: account), client)
    if look.status == 200, let resource = try? JSONValue(parsing: look.body),
      resource.identifier == account
    {
      return resource
    }
    let filter = Filter.equals("userName", account)
    let list = try await read(.list("Users", ListQuery(filter: filter)), client)
    let page: ListPage
    do {
      page = try ListPage(response: list)
    } catch {
      throw EngineError.connection(
        "\(app.name) has no account with the id \(account), and its list cannot be searched by userName; give the id"
      )
    }
    let found = page.resources.filter { filter.matches($0, schemas: app.userSchemas) }
    guard let only = found.first, only.identifier != nil else {
      throw EngineError.invalid("\(app.name) has no account with the id or userName \(account)")
    }
    guard found.count == 1 else {
      let ids = found.compactMap(\.identifier).joined(separator: ", ")
      throw EngineError.invalid(
        "\(found.count) accounts of \(app.name) have the userName \(account); give one of the ids \(ids)"
      )
    }
    return only
  }

  private func read(_ request: HTTPRequest, _ client: AppClient) async throws -> HTTPResponse {
    do {
      return try await client.read(request)
    } catch {
      throw EngineError.connection(FailureWords.sentence(error))
    }
  }
}
