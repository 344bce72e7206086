import Text
public import Engine
public import Provisioning
import SCIM
import Screen

/// A task with everything that is known of it: who and why, what changes, what is sent, what came
/// back, and what the app holds.
public struct TaskStory: Sendable, Hashable {
  /// The task.
  public var task: ProvisioningTask
  /// The user of the directory; `nil` for a task on a group, or where the user is gone.
  public var user: DirectoryUser?
  /// Who that is, and the rules that led here, a line each.
  public var person: [Line]
  /// What it waits for.
  public var waits: [TaskWait]
  /// Its exchanges with the app.
  public var attempts: [AttemptRecord]
  /// The account as the app was last seen to hold it.
  public var account: AccountRecord?
  /// What the app does with an account that is deleted.
  public var deletion: AppWays.Deletion

  /// A story.
  public init(
    task: ProvisioningTask, user: DirectoryUser? = nil, person: [Line] = [], waits: [TaskWait] = [],
    attempts: [AttemptRecord] = [], account: AccountRecord? = nil,
    deletion: AppWays.Deletion = .deletes
  ) {
    self.task = task
    self.user = user
    self.person = person
    self.waits = waits
    self.attempts = attempts
    self.account = account
    self.deletion = deletion
  }

  /// The story as it is shown; times are told by their age.
  func lines(at now: Double) -> [Line] {
    var lines = [Line("Task \(task.id): \(task.action.rawValue) \(task.name)", .heading)]
    lines.append(Line(state(at: now), task.status.role))
    let isOver = task.status == .provisioned || task.status == .superseded
    lines.append(
      Line("\(isOver ? "sent" : "sends") \(task.request.method) \(task.request.path)"))
    lines += next.map { Line($0, .message) }
    if let error = task.error {
      lines += [
        Line(""), Line("Why it failed", .heading), Line("  error: \(error.advice)", .error),
      ]
      let parts = [error.status.map { "HTTP \($0)" }, error.scimType, error.detail]
      let text = parts.compactMap { $0 }.joined(separator: ", ")
      if !text.isEmpty { lines.append(Line("  \(text)")) }
    }
    lines += [Line(""), Line("Who and why", .heading), Line("  \(task.reason)")] + person
    if let note = task.note { lines.append(Line("  note: \(note)")) }
    return lines + changes + request + exchanges(at: now) + held(at: now)
  }

  private func state(at now: Double) -> String {
    var text = task.status.rawValue
    if let by = task.decidedBy { text += ", decided by \(by)" }
    text += " · filed \(Age.words(now - task.createdAt)) ago"
    if !task.requestedBy.isEmpty { text += " by \(task.requestedBy.joined(separator: ", "))" }
    if task.attempts > 0 { text += " · \(Count.words(task.attempts, "attempt"))" }
    if let successor = task.supersededBy { text += " · superseded by task \(successor)" }
    if !waits.isEmpty {
      let ids = Set(waits.map(\.on)).sorted().prefix(5).map { "task \($0)" }
      text += " · waits for \(ids.joined(separator: ", "))"
    }
    return text
  }

  /// What to do now, and what cannot be undone.
  private var next: [String] {
    var lines: [String] = []
    switch task.status {
    case .pending: lines.append("Nothing was sent yet: a approves, i ignores.")
    case .failed:
      // What the app refuses it refuses again, until what is sent is another.
      let isRefused = task.error?.status == 400
      lines.append(
        isRefused
          ? "Correct the value first: 3 Parameters or 6 Directory, then R; i decides against it."
          : "r tries it again; i decides against it.")
    case .ignored: lines.append("It stays so until what is desired changes; r brings it back.")
    case .approved, .running, .provisioned, .superseded: break
    }
    if task.status == .pending || task.status == .failed {
      if task.action == .delete { lines.append(deletion.warning) }
      if task.action == .suspend { lines.append("A suspended account can be reactivated.") }
    }
    return lines
  }

  /// What would change and the request, of a task that is not filed yet.
  var planned: [Line] { changes + request }

  private var changes: [Line] {
    guard !task.changes.isEmpty || !task.members.isEmpty else { return [] }
    var lines = [Line(""), Line("What changes", .heading)]
    for change in task.changes {
      if let from = change.from {
        lines.append(Line("  - \(change.path): \(from.shownText)", .removed))
      }
      if let to = change.to {
        lines.append(Line("  + \(change.path): \(to.shownText)", .added))
      }
      if change.from == nil, change.to == nil { lines.append(Line("    \(change.path): none")) }
    }
    let isAdding = task.action == .addMembers
    lines += task.members.prefix(50).map { member in
      let state = member.state == .open ? "" : " (\(member.state.rawValue))"
      return Line("  \(isAdding ? "+" : "-") \(member.name)\(state)", isAdding ? .added : .removed)
    }
    if task.members.count > 50 { lines.append(Line("  … \(task.members.count) in all")) }
    return lines
  }

  private var request: [Line] {
    [Line(""), Line("The exact request", .heading)] + Self.request(task.request)
      + [Line("  Authorization: Bearer ••••", .muted)]
  }

  private static func request(_ request: TaskRequest) -> [Line] {
    request.before.flatMap(self.request) + [Line("  \(request.method) \(request.path)")]
      + (request.body.map { $0.prettyLines } ?? [])
  }

  private func exchanges(at now: Double) -> [Line] {
    guard !attempts.isEmpty else { return [] }
    return [Line(""), Line("What was sent, and answered", .heading)]
      + attempts.flatMap { attempt in
        let status = attempt.status.map(String.init) ?? "no answer"
        let isGood = attempt.status.map { (200..<300).contains($0) } ?? false
        let answer = attempt.answer.visible(upTo: 600)
        return [
          Line(
            "  \(Age.words(now - attempt.at)) ago  \(attempt.request) → \(status)",
            isGood ? .success : .warning)
        ] + (answer.isEmpty ? [] : [Line("    \(answer)")])
      }
  }

  /// What the app holds, beside what was sent.
  private func held(at now: Double) -> [Line] {
    guard let account, account.state != .gone else { return [] }
    let seen = "seen \(Age.words(now - account.seenAt)) ago"
    var lines = [Line(""), Line("What the app holds (\(seen); V reads it back)", .heading)]
    for change in task.changes {
      guard let path = try? AttributePath(parsing: change.path) else { continue }
      let held = account.resource.value(at: path)
      let isEqual = (held ?? .null) == (change.to ?? .null)
      lines.append(
        Line(
          "  \(isEqual ? "=" : "≠") \(change.path): \(held.map(\.shownText) ?? "none")",
          isEqual ? .success : .warning))
    }
    return lines + account.resource.prettyLines
  }
}

extension JSONValue {
  /// The value on one line: a text without quotes, anything else as JSON.
  var shownText: String { scalarText ?? text }

  /// The value as JSON over several lines.
  fileprivate var prettyLines: [Line] {
    prettyText.split(separator: "\n").map { Line("  \($0)") }
  }
}

extension TaskStatus {
  /// What a row with this status is.
  var role: Role {
    switch self {
    case .pending: .pending
    case .failed: .error
    case .running, .approved: .running
    case .provisioned: .success
    case .ignored, .superseded: .muted
    }
  }
}
