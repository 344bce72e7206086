import Provisioning
import SCIM

/// Usher's groups against who should be in them.
struct GroupVerification {
  let engine: ProvisioningEngine
  let app: AppRecord
  let client: AppClient
  /// Only this user's memberships.
  let only: UserID?

  func run(_ report: inout VerifyReport, _ progress: @escaping (Int) -> Void) async throws {
    for group in try groups() {
      guard let members = try await members(of: group, &report) else { continue }
      report.groups += 1
      try compare(group, members, &report)
      progress(report.accounts + report.groups)
    }
  }

  /// The groups in which usher knows or wants anyone.
  private func groups() throws -> [GroupRecord] {
    try engine.store.read { session in
      let all = try session.groups(app.id)
      if let only {
        let mine = Set(try session.memberships(app.id, users: [only])[only]?.map(\.group) ?? [])
        return all.filter { mine.contains($0.id) }
      }
      return try all.filter { group in
        guard group.origin != .created else { return true }
        return try !session.memberships(group: group.id, after: 0, limit: 1).isEmpty
      }
    }
  }

  /// The ids of the accounts in a group; `nil` where the group is not there or shows nobody.
  private func members(of group: GroupRecord, _ report: inout VerifyReport) async throws -> Set<
    String
  >? {
    guard let id = group.remoteID else {
      if try isWanted(group) { report.add(.group, group.name, "is not in the app") }
      return nil
    }
    if app.ways.membersByFilter {
      report.notes.append("\(group.name): its members cannot be read from this app")
      return nil
    }
    let response: HTTPResponse
    do {
      response = try await client.read(
        .get("Groups", id: id, attributes: app.ways.membersOnRequest ? ["members"] : []))
    } catch {
      throw EngineError.connection(FailureWords.sentence(error))
    }
    if response.status == 404 {
      try engine.store.write { try $0.lose(group) }
      if try isWanted(group) { report.add(.group, group.name, "is not in the app") }
      return nil
    }
    guard response.status == 200, let resource = try? JSONValue(parsing: response.body) else {
      throw EngineError.connection(
        FailureWords.sentence(SCIMFailure(response: response), reading: "the group \(group.name)"))
    }
    try see(resource["displayName"]?.scalarText, group, &report)
    return Set((resource["members"]?.array ?? []).compactMap { ($0["value"] ?? $0).scalarText })
  }

  /// Keeps under which name the app shows a group, and says so where rules use another one.
  private func see(_ name: String?, _ group: GroupRecord, _ report: inout VerifyReport) throws {
    var shown = group
    shown.see(name)
    if shown != group {
      try engine.store.write { session in
        guard var stored = try session.group(group.id) else { return }
        (stored.name, stored.appName) = (shown.name, shown.appName)
        try session.save(stored)
      }
    }
    if let note = shown.nameNote { report.notes.append("group \(shown.name): \(note)") }
  }

  private func isWanted(_ group: GroupRecord) throws -> Bool {
    try engine.store.read { session in
      try session.memberships(group: group.id, after: 0, limit: 1_000).contains(where: \.desired)
    }
  }

  /// Keeps who is in the group, and reports who should not be, or should and is not.
  private func compare(
    _ group: GroupRecord, _ members: Set<String>, _ report: inout VerifyReport
  ) throws {
    var found = report
    try engine.store.write { session in
      var rest = members
      let onTheWay = try beingAdded(to: group, in: session)
      try session.eachMembership(of: group) { membership in
        guard only == nil || only == membership.user else { return }
        let account = try session.accounts(app.id, users: [membership.user])[membership.user]
        let isPresent = account?.state == .present
        let isIn = isPresent && account.map { rest.remove($0.remoteID) != nil } == true
        membership.known = isIn
        // A request that is under way may yet put them in.
        if !isIn, !onTheWay.contains(membership.user) { membership.ours = false }
        guard let account, isPresent else { return }
        let isManaged = group.origin == .created || membership.ours
        if membership.desired, !isIn {
          found.add(.group, group.name, "lacks \(account.userName)")
        } else if !membership.desired, isIn, isManaged, try isKept(membership.user, in: session) {
          found.add(.group, group.name, "has \(account.userName), who should not be in it")
        }
      }
      if only == nil { try newcomers(group, rest, &found, in: session) }
    }
    report = found
  }

  /// Whom a worker puts into the group at this moment.
  private func beingAdded(to group: GroupRecord, in session: any StoreSession) throws -> Set<UserID>
  {
    let running = TaskFilter(app: app.id, statuses: [.running], actions: [.addMembers])
    let tasks = try session.tasks(running, before: nil, limit: ProvisioningEngine.pageSize)
    return Set(tasks.filter { $0.group == group.id }.flatMap { $0.members.map(\.user) })
  }

  /// Members of whom usher knew nothing: users of the directory, or strangers.
  private func newcomers(
    _ group: GroupRecord, _ ids: Set<String>, _ report: inout VerifyReport,
    in session: any StoreSession
  ) throws {
    var strays: [String] = []
    for id in ids.sorted() {
      let account = try session.account(app.id, remoteID: id)
      if let account, account.user != nil, account.state != .present {
        strays.append(id)
        report.add(.group, group.name, "still has \(account.userName), whose account is gone")
        continue
      }
      guard let account, let user = account.user else {
        let name = account?.userName ?? id
        report.notes.append("\(group.name): has \(name), whom usher does not manage")
        continue
      }
      var membership = MembershipRecord(group: group.id, user: user)
      membership.known = true
      try session.save(membership)
      if group.origin == .created, try isKept(user, in: session) {
        report.add(.group, group.name, "has \(account.userName), who should not be in it")
      }
    }
    guard var record = try session.group(group.id), record.strays != strays else { return }
    record.strays = group.origin == .created ? strays : []
    try session.save(record)
  }

  /// Whether the user has an account that usher keeps; those who left keep their groups.
  private func isKept(_ user: UserID, in session: any StoreSession) throws -> Bool {
    try session.assignments(app.id, [user])[user]?.outcome == .assigned
  }
}
