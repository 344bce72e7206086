import Text
import Provisioning
import SCIM

/// Keeps what was seen of an account, and learns from it what the app keeps.
struct AccountKeeping: ExecutionStep {
  let execution: Execution

  /// Keeps an account as it was just seen, linked to the task's user.
  ///
  /// - Parameter isWritten: whether usher just made or changed it, and the answer showed it: a look may
  ///   not yet.
  func keep(
    _ resource: JSONValue, state: AccountRecord.State = .present, isWritten: Bool = false
  ) async throws {
    try await store { _ = try keep(resource, state: state, isWritten: isWritten, in: $0) }
  }

  /// - Returns: the account as it is kept; `nil` where the resource has no id.
  @discardableResult
  func keep(
    _ resource: JSONValue, state: AccountRecord.State = .present, isWritten: Bool = false,
    in session: any StoreSession
  ) throws -> AccountRecord? {
    guard let id = resource.identifier else { return nil }
    let before = try session.accounts.account(app.id, remoteID: id)
    return try keep(resource, id, insteadOf: before, state, isWritten: isWritten, in: session)
  }

  /// Keeps an account in place of what was kept of it before.
  func keep(
    _ resource: JSONValue, _ id: String, insteadOf before: AccountRecord?,
    _ state: AccountRecord.State = .present, isWritten: Bool, in session: any StoreSession
  ) throws -> AccountRecord {
    let now = engine.time.now()
    var account =
      before
      ?? AccountRecord(app: app.id, remoteID: id, user: nil, resource: resource, seenAt: now)
    account.user = task.user ?? before?.user
    account.state = state
    account.see(resource, by: comparison, at: now)
    if isWritten { account.writtenAt = now }
    try engine.knownAccounts.keep(account, insteadOf: before, of: app, settles: true, in: session)
    if let user = task.user { try session.assignments.setCreationInDoubt(nil, app.id, user) }
    return account
  }

  /// Notes that it is known whether an account was made for the task's user.
  func settle(in session: any StoreSession) throws {
    guard let user = task.user else { return }
    try engine.knownAccounts.unsend(user, app, in: session)
    try session.assignments.setCreationInDoubt(nil, app.id, user)
  }

  /// Keeps that an account is not there any more.
  func forget(_ account: AccountRecord, _ ending: FormerAccount.Ending = .gone) async throws {
    try await store { try engine.knownAccounts.lose(account.remoteID, of: app, ending, in: $0) }
  }

  /// Learns which of the attributes that were sent the app kept.
  ///
  /// - Parameters:
  ///   - resource: the account after the write.
  ///   - isRead: whether a look showed it. From an answer to a write, which may only repeat what was
  ///     sent, nothing is learned of the app.
  func learnKept(_ resource: JSONValue, isRead: Bool) async throws -> Kept {
    try await store { try learnKept(resource, isRead: isRead, in: $0) }
  }

  func learnKept(_ resource: JSONValue, isRead: Bool, in session: any StoreSession) throws -> Kept {
    var kept = Kept()
    guard let id = resource.identifier else { return kept }
    let findings = Dictionary(
      try session.findings.all(app.id).map { ($0.path.lowercased(), $0) },
      uniquingKeysWith: { first, _ in first })
    for change in task.changes {
      let holds = comparison.holds(change, in: resource)
      if !holds { kept.dropped.append(change) }
      // What the app keeps in a form of its own says neither that it keeps it nor that it does not.
      guard change.to != nil, holds || !isInOwnForm(change, in: resource) else { continue }
      let before = findings[change.path.lowercased()]
      guard isRead else {
        if let before, before.isLearned { kept.learned[change.path] = before }
        continue
      }
      let finding = AttributeFinding.after(
        change.path, kept: holds, evidence(change, id, resource), before)
      if let finding {
        try session.findings.save(finding, of: app.id)
        if finding.isLearned { kept.learned[change.path] = finding }
        if finding.isLearned, before?.isLearned != true {
          kept.news.append(change.path)
          try endFailures(finding, in: session)
        }
      } else if before != nil {
        try session.findings.forgetFinding(app.id, path: change.path)
      }
    }
    guard var account = try session.accounts.account(app.id, remoteID: id) else { return kept }
    let before = account.stuck
    for change in task.changes {
      let isDropped = kept.dropped.contains(change)
      account.stuck[change.path] =
        isDropped && !change.takesAccess ? change.to?.text ?? "null" : nil
    }
    if account.stuck != before { try session.accounts.save(account) }
    return kept
  }

  /// Whether an answer to a write says nothing new: each value is there, or known not to be kept. Where
  /// it does, and where an attribute is in doubt, the account is read.
  func isAsExpected(_ answer: JSONValue) async throws -> Bool {
    try await store { try isAsExpected(answer, in: $0) }
  }

  func isAsExpected(_ answer: JSONValue, in session: any StoreSession) throws -> Bool {
    let findings = try session.findings.all(app.id)
    return task.changes.allSatisfy { change in
      let holds = comparison.holds(change, in: answer)
      guard let finding = findings.first(where: { $0.path == change.path }) else { return holds }
      return finding.isLearned && !holds
    }
  }

  private func isInOwnForm(_ change: AttributeChange, in resource: JSONValue) -> Bool {
    guard let sent = change.to, !comparison.holds(change.from, at: change.path, in: resource),
      let path = try? AttributePath(parsing: change.path),
      let shown = comparison.value(at: path, in: resource)
    else { return false }
    return AttributeFinding.isForm(shown, of: sent)
  }

  private func evidence(_ change: AttributeChange, _ id: String, _ resource: JSONValue)
    -> AttributeFinding.Evidence
  {
    let path = try? AttributePath(parsing: change.path)
    let attribute = path.flatMap { schemas.attribute(at: $0) }
    let isSecret = attribute?.returned == .never || attribute?.mutability == .writeOnly
    return AttributeFinding.Evidence(
      account: id, name: resource["userName"]?.scalarText ?? id,
      sent: isSecret ? nil : change.to.map(Self.short),
      shown: path.flatMap { comparison.value(at: $0, in: resource) }.map(Self.short),
      at: engine.time.now())
  }

  private static func short(_ value: JSONValue) -> JSONValue {
    let text = value.text
    return text.utf8.count > 400 ? .string(String(text.prefix(100)) + "…") : value
  }

  /// Ends the tasks that failed before it was known that the app does not keep the attribute: no
  /// person can do anything about them.
  private func endFailures(_ finding: AttributeFinding, in session: any StoreSession) throws {
    let learned = try session.findings.attributesNotKept(app.id)
    let users = try finding.evidence.compactMap { seen in
      try session.accounts.account(app.id, remoteID: seen.account)?.user
    }
    for var failed in try session.tasks.failedUserTasks(app.id, users).values
    where failed.id != task.id && failed.action == .update && !failed.changes.isEmpty
      && failed.changes.allSatisfy({ learned.contains($0.path) })
    {
      failed.status = .superseded
      failed.note = "\(finding.path) is not kept by this app, as several accounts showed"
      failed.updatedAt = engine.time.now()
      try session.tasks.save(failed)
    }
  }
}

/// What an app kept of what was sent.
struct Kept {
  /// What it did not keep.
  var dropped: [AttributeChange] = []
  /// What is known of the whole app, of the attributes that were sent.
  var learned: [String: AttributeFinding] = [:]
  /// What was not known before.
  var news: [String] = []

  /// Whether nothing that was dropped is the account's own affair: several accounts showed it.
  var isKnown: Bool { dropped.allSatisfy { learned[$0.path] != nil } }

  /// What to tell a person; `nil` where everything was kept, or it is known of the app for long.
  var note: String? {
    var parts: [String] = []
    let own = dropped.filter { learned[$0.path] == nil && !$0.isOfAccess }.map(\.path)
    if !own.isEmpty {
      parts.append("the app did not keep \(own.joined(separator: ", ")) of this account")
    }
    if !news.isEmpty {
      let verb = news.count == 1 ? "is" : "are"
      parts.append("\(news.joined(separator: ", ")) \(verb) not kept by this app")
    }
    if dropped.contains(where: { $0.isOfAccess && $0.to?.bool == true }) {
      parts.append("the account shows inactive: it may wait for an invitation to be accepted")
    }
    return parts.isEmpty ? nil : parts.joined(separator: "; ")
  }
}

extension AttributeChange {
  /// Whether it gives or takes the use of the account.
  var isOfAccess: Bool { !AttributeFinding.canBeLearned(path) }

  /// Whether it takes the use of the account away. That is sent until it holds: that it did not may be
  /// somebody's doing who gave it back in between.
  var takesAccess: Bool { isOfAccess && to?.bool == false }
}
