import Provisioning
import SCIM

/// Usher's groups against who should be in them.
struct GroupVerification {
  let store: any Store
  let time: any TimeSource
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
    try store.read { session in
      let all = try session.groups.groups(app.id)
      if let only {
        let mine = Set(
          try session.groups.memberships(app.id, users: [only])[only]?.map(\.group) ?? [])
        return all.filter { mine.contains($0.id) }
      }
      return try all.filter { group in
        guard group.origin != .created else { return true }
        return try !session.groups.memberships(group: group.id, after: 0, limit: 1).isEmpty
      }
    }
  }

  /// Keeps under which name the app shows a group, and says so where rules use another one.
  func see(_ name: String?, _ group: GroupRecord, _ report: inout VerifyReport) throws {
    var shown = group
    shown.see(name)
    shown.writtenAt = nil
    if shown != group {
      try store.write { session in
        guard var stored = try session.groups.group(group.id) else { return }
        (stored.name, stored.appName, stored.writtenAt) = (shown.name, shown.appName, nil)
        try session.groups.save(stored)
      }
    }
    if let note = shown.nameNote { report.notes.append("group \(shown.name): \(note)") }
  }

  func isWanted(_ group: GroupRecord) throws -> Bool {
    try store.read { session in
      try session.groups.memberships(group: group.id, after: 0, limit: 1_000).contains(
        where: \.desired)
    }
  }

  /// Keeps who is in the group, and reports who should not be, or should and is not.
  private func compare(
    _ group: GroupRecord, _ sight: GroupSight, _ report: inout VerifyReport
  ) throws {
    var found = report
    try store.write { session in
      var rest = sight.shown
      let onTheWay = try beingChanged(in: group, in: session)
      try session.eachMembership(of: group, app.id) { membership, account in
        guard only == nil || only == membership.user else { return }
        let id = account?.state == .present ? account?.remoteID : nil
        // Of whom is not shown nothing is known but what usher did.
        let isHidden = id.map(sight.hidden.contains) == true
        let isShown = !isHidden && id.map { rest.remove($0) != nil } == true
        if !isHidden {
          see(&membership, isShown, onTheWay[membership.user])
        } else if !membership.desired {
          // Who may be in it is taken out.
          membership.known = true
        }
        let isIn = isHidden || isShown
        guard let account, id != nil else { return }
        let isManaged = group.origin == .created || membership.ours
        if membership.desired, !isIn || membership.isInDoubt {
          let words = isIn ? "may lack" : "lacks"
          found.add(.group, group.name, "\(words) \(account.userName)")
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

  /// Keeps whether a user is in the group. A request that is under way may yet change it.
  private func see(_ membership: inout MembershipRecord, _ isIn: Bool, _ change: TaskAction?) {
    if change == .removeMembers, isIn { return }
    membership.known = isIn
    if !isIn, change == nil { membership.ours = false }
  }

  /// Whose memberships in the group a worker changes at this moment.
  private func beingChanged(in group: GroupRecord, in session: any StoreSession) throws
    -> [UserID: TaskAction]
  {
    let running = TaskFilter(
      app: app.id, statuses: [.running], actions: [.addMembers, .removeMembers])
    let tasks = try session.tasks.tasks(running, before: nil, limit: StorePage.size)
    var changes: [UserID: TaskAction] = [:]
    for task in tasks where task.group == group.id {
      for member in task.members { changes[member.user] = task.action }
    }
    return changes
  }

  /// Members of whom usher knew nothing: users of the directory, or strangers.
  private func newcomers(
    _ group: GroupRecord, _ ids: Set<String>, _ report: inout VerifyReport,
    in session: any StoreSession
  ) throws {
    var strays: [String] = []
    for id in ids.sorted() {
      let account = try session.accounts.account(app.id, remoteID: id)
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
      try session.groups.save(membership)
      if group.origin == .created, try isKept(user, in: session) {
        report.add(.group, group.name, "has \(account.userName), who should not be in it")
      }
    }
    guard var record = try session.groups.group(group.id), record.strays != strays else { return }
    record.strays = group.origin == .created ? strays : []
    try session.groups.save(record)
  }

  /// Whether the user has an account that usher keeps; those who left keep their groups.
  private func isKept(_ user: UserID, in session: any StoreSession) throws -> Bool {
    try session.assignments.assignments(app.id, [user])[user]?.outcome == .assigned
  }
}
