import Console
import Engine
import Foundation
import Manifest
import Provisioning
import SCIM
import Terminal

extension EffectRunner {
  func overviews() throws -> [AppOverview] {
    try engine.apps().map { app in
      AppOverview(
        app: app, counts: try engine.taskCounts(app.id),
        stale: try engine.staleCount(app.name),
        groups: try engine.entitlements(app.name).groups.count,
        parameters: Self.parameters(app))
    }
  }

  /// The template's parameters with the app's own over them.
  private static func parameters(_ app: AppRecord) -> [Parameter] {
    var merged = app.template.parameters
    for own in app.definition.parameters {
      if let index = merged.firstIndex(where: { $0.path.lowercased() == own.path.lowercased() }) {
        merged[index] = own
      } else {
        merged.append(own)
      }
    }
    return merged
  }

  func page(_ filter: TaskFilter, _ before: TaskID?) throws -> TaskPage {
    let (tasks, total) = try engine.tasks(filter, before: before, limit: 200)
    return TaskPage(filter: filter, before: before, tasks: tasks, total: total)
  }

  func users(_ search: String) throws -> [UserRow] {
    var rows: [UserRow] = []
    _ = try engine.users(search: search, role: nil, limit: 500) { user in
      rows.append(
        UserRow(
          username: user.username, status: user.status, email: user.attributes["email"] ?? "",
          roles: user.roles))
    }
    return rows
  }

  func reasons(_ name: String) throws -> [String] {
    let (user, apps) = try engine.why(name)
    let attributes = user.attributes.sorted { $0.key < $1.key }.map {
      "\($0.key.visible): \($0.value.visible)"
    }
    return ["status: \(user.status.rawValue)"] + attributes
      + ["roles: \(user.roles.map(\.visible).joined(separator: ", "))", ""]
      + apps.flatMap { WhyText.lines($0, isFull: true) }
  }

  func audit() throws -> [String] {
    var lines: [String] = []
    try engine.auditEntries(limit: 500) { entry in
      lines.append(
        "\(entry.seq)  \(Words.local(entry.at))  \(entry.actor.name)@\(entry.actor.origin)  \(entry.action) \(entry.subject)"
      )
    }
    return lines
  }

  func affected(_ app: String, _ rule: String) throws -> [String] {
    var lines: [String] = []
    var count = 0
    try engine.affected(engine.app(named: app).definition, rule: rule) { user in
      count += 1
      guard lines.count < 500 else { return }
      let changes = user.wouldChange ? "would change" : "as now"
      lines.append(
        "\(user.user.username.visible.fitted(28)) \(user.hasAccess ? changes : "no access")  \(user.groups.joined(separator: ", ").visible)"
      )
    }
    return [Words.count(count, "user")] + lines
  }

  func plan(_ app: String) throws -> PlanOverview {
    let plan = try engine.plan(app)
    let fresh = plan.changes.filter { $0.task.id == 0 }
    var lines = TaskAction.allCases.compactMap { action -> String? in
      let names = fresh.filter { $0.task.action == action }.map(\.task.name)
      guard !names.isEmpty else { return nil }
      return
        "\(names.count) \(action.rawValue): \(names.prefix(3).joined(separator: ", "))\(names.count > 3 ? ", …" : "")"
    }
    if lines.isEmpty { lines = ["Nothing would be filed."] }
    lines.append(
      "About \(Words.count(plan.requests, "request")), \(Words.duration(plan.seconds)) at this app's pace."
    )
    return PlanOverview(lines: lines, fresh: fresh.count, blocked: plan.blocked?.count)
  }

  /// Lets the person change the settings in an editor, in the terminal that was given back.
  func edit(_ app: String?) {
    let path = home + "/edit-\(UUID().uuidString).yaml"
    defer { try? FileManager.default.removeItem(atPath: path) }
    do {
      let text = try app.map { Manifest.write(try engine.definitions($0)) } ?? Self.sample
      try Files.write(text, to: path)
      guard Editor.edit(path) else { throw Failure("the editor could not be started; set EDITOR") }
      let definitions = try Files.manifest(path)
      let result = try engine.apply(definitions)
      let words = Words.count(result.differences.count, "change")
      mailbox.post(.done("\(words) saved\(result.differences.isEmpty ? "" : "; R reapplies")"))
    } catch {
      let lines = Complaint.lines(of: error).map { $0.replacingOccurrences(of: path, with: "line") }
      mailbox.post(.failed(lines.first ?? "nothing was saved"))
    }
    mailbox.post(.storeChanged)
  }

  private static let sample = """
    apps:
      - name: netskope
        template: netskope
        connection:
          base_url: https://TENANT.goskope.com/api/v2/scim
          token: { env: NETSKOPE_TOKEN }
        provisioning:
          enabled: true
          approve: [create, update, delete]
          when_deleted: suspend
        roles: [Employees]

    """
}

/// The person's own editor.
enum Editor {
  /// Opens a file, and waits.
  ///
  /// - Returns: whether the editor ended well.
  static func edit(_ path: String) -> Bool {
    let environment = ProcessInfo.processInfo.environment
    let editor = environment["VISUAL"] ?? environment["EDITOR"] ?? "vi"
    let quoted = "'" + path.replacingOccurrences(of: "'", with: "'\\''") + "'"
    return system("\(editor) \(quoted)") == 0
  }
}
