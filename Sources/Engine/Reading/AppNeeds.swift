import Text
public import Provisioning

/// Something about an app that waits for a person.
public enum AppNeed: Sendable, Hashable {
  /// Nothing is sent any more, and why.
  case paused(reason: String)
  /// The last look at the app failed, and why.
  case unreachable(String)
  /// The connection is disabled while tasks are approved.
  case disabled(approved: Int)
  /// Approved tasks that no worker took for long: how many, and since when the oldest waits.
  case idle(count: Int, since: Double)
  /// A plan was stopped by a limit: how many users it is about.
  case held(users: Int)
  /// Tasks that failed for one cause.
  case failures(FailureCause)
  /// The app was not as it should be when all of it was read last: how much differed, and when.
  case differences(Int, since: Double)
  /// Tasks of one action that wait for approval: how many, and since when the oldest waits.
  case decisions(TaskAction, count: Int, since: Double)
  /// Users who were evaluated under older rules.
  case reapply(users: Int)

  /// Whether something does not work, where the others are everyday decisions.
  public var isProblem: Bool {
    switch self {
    case .paused, .unreachable, .failures, .idle, .disabled, .held, .differences: true
    case .decisions, .reapply: false
    }
  }

  /// A short name that stays the same while the sentence may change.
  public var code: String {
    switch self {
    case .paused: "paused"
    case .unreachable: "unreachable"
    case .failures: "failed"
    case .idle: "no-worker"
    case .held: "held"
    case .differences: "differences"
    case .decisions: "pending"
    case .reapply: "reapply"
    case .disabled: "disabled"
    }
  }

  /// How many tasks or users it is about; `nil` where it is about the app.
  public var count: Int? {
    switch self {
    case .paused, .unreachable: nil
    case .failures(let cause): cause.count
    case .idle(let count, _), .decisions(_, let count, _), .differences(let count, _): count
    case .reapply(let users), .held(let users): users
    case .disabled(let approved): approved
    }
  }

  /// Since when the oldest waits, in seconds since 1970; `nil` where that is not known.
  public var since: Double? {
    switch self {
    case .idle(_, let since), .decisions(_, _, let since), .differences(_, let since): since
    case .paused, .unreachable, .failures, .reapply, .disabled, .held: nil
    }
  }

  /// What waits, in a few words.
  public var headline: String {
    switch self {
    case .paused(let reason): "nothing is sent: \(reason)"
    case .unreachable(let why): "the last look at the app failed: \(why)"
    case .failures(let cause): "\(Words.count(cause.count, "task")) failed: \(cause.advice)"
    case .idle(let count, _):
      "\(Words.count(count, "approved task")) \(count == 1 ? "waits" : "wait") for a worker"
    case .held(let users):
      "a plan for \(Words.count(users, "changed user")) was stopped by a limit"
    case .differences(let count, _):
      "\(Words.count(count, "difference")) when the app was read back"
    case .decisions(let action, let count, _):
      "\(count) \(action.rawValue) \(count == 1 ? "waits" : "wait") for approval"
    case .reapply(let users):
      "\(Words.count(users, "user")) evaluated under older rules"
    case .disabled(let approved):
      "the connection is disabled, and \(Words.count(approved, "approved task")) \(approved == 1 ? "waits" : "wait") for it"
    }
  }

  /// What waits, in a sentence, with how long the oldest has.
  public func sentence(now: Double) -> String {
    guard let since else { return headline }
    if case .differences = self { return "\(headline), \(Words.duration(now - since)) ago" }
    return "\(headline), the oldest for \(Words.duration(now - since))"
  }

  /// The command that shows or cures it.
  public func command(for app: String) -> String {
    let app = app.quotedForShell
    return switch self {
    case .paused, .unreachable: "usher connection test \(app)"
    case .failures: "usher tasks list --app \(app) --status failed"
    case .idle: "usher run"
    case .decisions(let action, _, _):
      "usher tasks list --app \(app) --status pending --action \(action.rawValue)"
    case .differences: "usher verify \(app)"
    case .reapply, .held: "usher plan \(app)"
    case .disabled: "usher connection enable \(app)"
    }
  }
}

/// How an app stands, and what waits for a person.
public struct AppStatus: Sendable, Hashable {
  /// The app.
  public var app: AppRecord
  /// How many tasks have each status.
  public var counts: [TaskStatus: Int]
  /// What waits for a person: problems first.
  public var needs: [AppNeed]
  /// Whether more tasks failed than their causes were looked at.
  public var hasMoreFailures: Bool
}
