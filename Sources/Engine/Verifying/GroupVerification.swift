import Provisioning
import SCIM

/// Usher's groups against who should be in them.
struct GroupVerification {
  let engine: ProvisioningEngine
  let app: AppRecord
  let client: AppClient
  /// Only this user's memberships.
  let only: UserID?
  /// Until when it is waited for groups that may not be visible yet, in seconds since 1970.
  let end: Double

  func run(_ report: inout VerifyReport, _ progress: @escaping (Int) -> Void) async throws {
    let question = MembersQuestion()
    for group in try groups() {
      guard let sight = try await sight(of: group, question, &report) else { continue }
      report.groups += 1
      try compare(group, sight, &report)
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

  /// Keeps under which name the app shows a group, and says so where rules use another one.
  func see(_ name: String?, _ group: GroupRecord, _ report: inout VerifyReport) throws {
    var shown = group
    shown.see(name)
    shown.writtenAt = nil
    if shown != group {
      try engine.store.write { session in
        guard var stored = try session.group(group.id) else { return }
        (stored.name, stored.appName, stored.writtenAt) = (shown.name, shown.appName, nil)
        try session.save(stored)
      }
    }
    if let note = shown.nameNote { report.notes.append("group \(shown.name): \(note)") }
  }

  func isWanted(_ group: GroupRecord) throws -> Bool {
    try engine.store.read { session in
      try session.memberships(group: group.id, after: 0, limit: 1_000).contains(where: \.desired)
    }
  }

  /// Keeps who is in the group, and reports who should not be, or should and is not.
  private func compare(
    _ group: GroupRecord, _ sight: GroupSight, _ report: inout VerifyReport
  ) throws {
    var found = report
    try engine.store.write { session in
      var rest = sight.shown
      let onTheWay = try beingAdded(to: group, in: session)
      try session.eachMembership(of: group, app.id) { membership, account in
        guard only == nil || only == membership.user else { return }
        let id = account?.state == .present ? account?.remoteID : nil
        // Of whom is not shown nothing is known but what usher did.
        let isHidden = id.map(sight.hidden.contains) == true
        let isIn = isHidden || id.map { rest.remove($0) != nil } == true
        membership.known = isIn
        // A request that is under way may yet put them in.
        if !isIn, !onTheWay.contains(membership.user) { membership.ours = false }
        guard let account, id != nil else { return }
        let isManaged = group.origin == .created || membership.ours
        if membership.desired, !isIn {
          found.add(.group, group.name, "lacks \(account.userName)")
        } else if !membership.desired, isIn, isManaged, try isKept(membership.user, in: session) {
          let words = "\(account.userName), who should not be in it"
          found.add(
            .group, group.name,
            isHidden ? "may have \(words) and is not shown by this app" : "has \(words)")
        }
      }
      if only == nil { try newcomers(group, rest, &found, in: session) }
    }
    if !sight.hidden.isEmpty {
      found.notChecked.append(
        .init(
          group: group.name, count: sight.hidden.count,
          of: sight.hidden.count + sight.shown.count))
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
