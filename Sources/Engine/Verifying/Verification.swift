import Text
import Provisioning
import SCIM

/// Reads an app and compares it with what is desired.
public struct Verification: Sendable {
  let store: any Store
  let time: any TimeSource
  let connections: Connections
  let knownAccounts: KnownAccounts

  /// Reads an app's accounts and usher's groups back, keeps what was seen, and compares it with what
  /// they should be by the last evaluation.
  ///
  /// - Parameter user: only this user's; `nil` for everyone's.
  public func verify(
    _ name: String, user: String? = nil, progress: @escaping (Int) -> Void = { _ in }
  ) async throws -> VerifyReport {
    let app = try store.app(named: name)
    let client = try connections.client(for: app)
    let startedAt = time.now()
    var report = VerifyReport()
    let only = try user.map { name in
      try store.read { try $0.existingUser(named: name).user.id }
    }
    if let only {
      try await readAccount(app, client, only, &report)
    } else {
      try await readAccounts(app, client, startedAt, &report, progress)
    }
    var after: UserID = 0
    while true {
      let page = try store.read { session in
        try compare(app, after: after, only: only, &report, in: session)
      }
      guard let page else { break }
      after = page
    }
    try await GroupVerification(
      store: store, time: time, app: app, client: client, only: only,
      end: startedAt + Self.longestLook
    ).run(&report, progress)
    if only == nil {
      let result = ReadingResult(
        at: time.now().rounded(.down), differences: report.differences.count)
      try store.write { session in
        if try session.apps.app(app.id) != nil { try session.settings.save(result, of: app.id) }
      }
    }
    return report
  }

  private func readAccounts(
    _ app: AppRecord, _ client: AppClient, _ startedAt: Double, _ report: inout VerifyReport,
    _ progress: @escaping (Int) -> Void
  ) async throws {
    let reader = ResourceReader(client, app)
    var count = 0
    try await reader.readAll("Users") { resources in
      try store.write { session in
        for resource in resources { try see(resource, app, in: session) }
      }
      count += resources.count
      progress(count)
    }
    report.accounts = count
    var after = ""
    while true {
      let page = try store.read {
        try $0.accounts.accounts(app.id, after: after, limit: StorePage.size)
      }
      guard let last = page.last else { return }
      // A list may be cut short by the app; so whoever was not in it is asked for by id.
      for account in page where account.seenAt < startedAt && account.state != .gone {
        if try await look(at: account, app, client, &report, until: startedAt + Self.longestLook),
          account.user != nil
        {
          report.accounts += 1
        }
      }
      after = last.remoteID
    }
  }

  private func readAccount(
    _ app: AppRecord, _ client: AppClient, _ user: UserID, _ report: inout VerifyReport
  ) async throws {
    guard let account = try store.read({ try $0.accounts.accounts(app.id, users: [user])[user] })
    else {
      return
    }
    let until = time.now() + Self.longestLook
    if try await look(at: account, app, client, &report, until: until) { report.accounts = 1 }
  }

  /// How long `verify` waits for accounts and groups that may not be visible yet, in seconds.
  private static let longestLook = 60.0

  /// Asks for one account, and keeps what came. One that usher made or changed a moment ago is asked
  /// for again until it is seen or counts as gone, or until `until`.
  ///
  /// - Returns: whether it is there.
  private func look(
    at account: AccountRecord, _ app: AppRecord, _ client: AppClient, _ report: inout VerifyReport,
    until end: Double
  ) async throws -> Bool {
    let response: HTTPResponse
    do {
      response = try await client.read(.get("Users", id: account.remoteID))
    } catch {
      throw EngineError.connection(FailureWords.sentence(error))
    }
    if response.status == 200, let resource = try? JSONValue(parsing: response.body),
      resource.identifier?.lowercased() ?? account.remoteID.lowercased()
        == account.remoteID.lowercased()
    {
      try store.write { try see(resource, app, in: $0) }
      return true
    }
    guard response.status == 404 || response.status == 410 else {
      throw EngineError.connection(
        FailureWords.sentence(SCIMFailure(response: response), reading: "the account"))
    }
    if account.state == .hidden { return false }
    let now = time.now()
    if let wait = app.ways.waitForSight(of: account.writtenAt, now: now) {
      guard now + wait <= end else {
        let age = Int(now - (account.writtenAt ?? now))
        report.add(
          .user, account.userName,
          "is not visible in the app: usher made or changed it \(age) s ago, so it may be yet")
        return false
      }
      await time.sleep(seconds: wait)
      return try await look(at: account, app, client, &report, until: end)
    }
    try store.write { try knownAccounts.lose(account.remoteID, of: app, in: $0) }
    return false
  }

  private func see(_ resource: JSONValue, _ app: AppRecord, in session: any StoreSession) throws {
    guard let id = resource.identifier else { return }
    let before = try session.accounts.account(app.id, remoteID: id)
    let now = time.now()
    var account =
      before
      ?? AccountRecord(app: app.id, remoteID: id, user: nil, resource: resource, seenAt: now)
    account.see(resource, by: AccountComparison(schemas: app.userSchemas), at: now)
    if before?.state != .deactivated || account.isActive { account.state = .present }
    try knownAccounts.keep(account, of: app, in: session)
  }

  /// Compares a page of users.
  ///
  /// - Returns: the last key; `nil` at the end.
  private func compare(
    _ app: AppRecord, after: UserID, only: UserID?, _ report: inout VerifyReport,
    in session: any StoreSession
  ) throws -> UserID? {
    let ids: [UserID]
    if let only {
      ids = only > after ? [only] : []
    } else {
      ids = try session.assignments.concernedUsers(app.id, after: after, limit: StorePage.size)
    }
    guard let last = ids.last else { return nil }
    let comparison = AccountComparison(schemas: app.userSchemas)
    let notKept = try session.findings.attributesNotKept(app.id)
    let assignments = try session.assignments.assignments(app.id, ids)
    let accounts = try session.accounts.accounts(app.id, users: ids)
    for stored in try session.directory.users(ids) {
      guard let assignment = assignments[stored.user.id], assignment.version > 0 else { continue }
      AccountVerification(
        policy: app.definition.provisioning, comparison: comparison, notKept: notKept
      ).compare(stored.user, assignment, accounts[stored.user.id], &report)
    }
    return last
  }
}
