public import Text

/// Why something could not be done.
public enum EngineError: CodedError, Hashable {
  case unknownApp(String, known: [String])
  case unknownUser(String)
  case unknownRole(String)
  case unknownRule(String, app: String, known: [String])
  case unknownTask(Int64)
  case wrongStatus(Int64, status: String, wanted: String, by: String?)
  case followed(Int64, by: Int64)
  case duplicateUser(String)
  case anotherPerson(String)
  case keysChanged(count: Int, of: Int, examples: [String])
  case wrongPeopleCount(given: Int, count: Int)
  case blocked(app: String, count: Int, limit: String, only: String? = nil)
  case blockedMemberships(
    app: String, count: Int, limit: String, deletions: Int? = nil, only: String? = nil)
  case wrongMembershipAcceptance(given: Int, count: Int)
  case wrongAcceptance(given: Int, count: Int)
  case wrongDeletions(Int, ofEverybody: Bool, given: Int?)
  case notAllowed(who: String, what: String, by: [String])
  case ownRequest(Int64, who: String)
  case unseen(Int64, String)
  case readOnly
  case connection(String, status: Int? = nil)
  case paused(app: String, reason: String)
  case notConnected(app: String)
  case unknownSource(String, known: [String])
  case source(String, SourceProblem)
  case sourceIsRead(String, by: String, seconds: Double)
  case sourceChanged(String)
  case nobodyInSource(String)
  case peopleMissing(
    String, count: Int, of: Int, limit: String, examples: [String], given: Int?)
  case rolesMissing(String, count: Int, given: Int?)
  case planChanged(app: String)
  case invalid(String)

  /// A short name that stays the same while the sentence may change.
  public var code: String {
    switch self {
    case .unknownApp: "unknown-app"
    case .unknownUser: "unknown-user"
    case .unknownRole: "unknown-role"
    case .unknownRule: "unknown-rule"
    case .unknownTask: "unknown-task"
    case .wrongStatus: "wrong-status"
    case .followed: "task-replaced"
    case .duplicateUser: "duplicate-user"
    case .anotherPerson: "another-person"
    case .keysChanged: "keys-changed"
    case .wrongPeopleCount, .wrongMembershipAcceptance, .wrongAcceptance: "wrong-count"
    case .blocked: "deletions-over-limit"
    case .blockedMemberships: "memberships-over-limit"
    case .wrongDeletions: "deletions-not-accepted"
    case .notAllowed: "not-allowed"
    case .ownRequest: "own-request"
    case .unseen: "task-unseen"
    case .readOnly: "read-only"
    case .connection: "connection-failed"
    case .paused: "app-paused"
    case .notConnected: "connection-disabled"
    case .unknownSource: "unknown-source"
    case .source(_, let problem): "source-\(problem.kind.rawValue)"
    case .sourceIsRead: "source-is-read"
    case .sourceChanged: "source-changed"
    case .nobodyInSource: "source-empty"
    case .peopleMissing: "people-missing"
    case .rolesMissing: "roles-missing"
    case .planChanged: "plan-changed"
    case .invalid: "invalid"
    }
  }

  /// What happened, to what, and what to do now.
  public var sentence: String {
    switch self {
    case .unknownApp(let name, let known) where known.isEmpty:
      "there is no app \(name): none is set up yet; usher apply -f FILE sets one up"
    case .unknownApp(let name, let known):
      "there is no app \(name); there is \(known.joined(separator: ", "))"
    case .unknownUser(let name):
      "there is no user \(name) in the directory; usher users list shows who is there"
    case .unknownRole(let name): "there is no role \(name); usher roles list shows which there are"
    case .unknownRule(let name, let app, let known):
      known.isEmpty
        ? "the app \(app) has no rules"
        : "the app \(app) has no rule \(name); it has \(known.joined(separator: ", "))"
    case .unknownTask(let id): "there is no task \(id); usher tasks list shows which there are"
    case .wrongStatus(let id, let status, let wanted, let by):
      "task \(id) is \(status)\(by.map { " (by \($0))" } ?? ""), so it cannot be \(wanted)"
    case .followed(let id, let newer):
      "task \(id) is followed by task \(newer), so it cannot be retried; decide about that one"
    case .duplicateUser(let name): "there is a user \(name) already; choose another username"
    case .anotherPerson(let who):
      "\(who): another key is another person, so nothing was changed; --same-person says that it is a new number of the same one; for another person, delete the user and add the new one"
    case .keysChanged(let count, let of, let examples):
      "\(count) of \(of) usernames are other people by their keys\(examples.isEmpty ? "" : " (\(examples.joined(separator: ". ")))"); nothing was imported; where the same people were numbered again, --rekey keeps them; where they really are others, --other-people \(count) takes them as such"
    case .wrongPeopleCount(let given, let count):
      "\(count) usernames are other people by their keys, not \(given); nothing was imported; look again and give the number"
    case .blocked(let app, let count, let limit, let only):
      "the plan for \(app) would delete or suspend \(count) accounts, over the limit of \(limit); nothing was filed; look at it with usher plan \(app)\(only ?? ""), then usher reapply \(app)\(only ?? "") --accept-deletions \(count), or raise the limit"
    case .blockedMemberships(let app, let count, let limit, let deletions, let only):
      "\(LimitWords.sentence(app, deletions: deletions.map { ($0, "") }, memberships: (count, limit))); nothing was filed; look at it with usher plan \(app)\(only ?? ""), then usher reapply \(app)\(only ?? "")\(LimitWords.options(deletions: deletions, memberships: count)), or raise the limit"
    case .wrongMembershipAcceptance(let given, let count):
      "the plan would take \(count) members out of groups, not \(given); nothing was filed; look again and give the number"
    case .wrongAcceptance(let given, let count):
      "the plan would delete or suspend \(count) accounts, not \(given); nothing was filed; look again and give the number"
    case .wrongDeletions(let count, let isEverybody, let given):
      "the import would delete \(isEverybody ? "every user of the directory, " : "")\(count)\(isEverybody ? " in all" : count == 1 ? " user" : " users")\(given.map { ", not \($0)" } ?? ""); nothing was imported; look at the file, then give the number: --accept-deletions \(count)"
    case .notAllowed(let who, let what, let by):
      "\(who) may not \(what): approvals.by names \(by.joined(separator: ", ")); ask one of them"
    case .ownRequest(let id, let who):
      "task \(id) was caused by \(who), who may not approve it: approvals.not_by_requester asks for a second person"
    case .unseen(let id, let what):
      "task \(id), \(what), was filed after the question was asked; look at it and decide again"
    case .readOnly: "usher was started read-only, so nothing was changed; start it without"
    case .connection(let sentence, _): sentence
    case .paused(let app, let reason): "\(app) is paused: \(reason)"
    case .notConnected(let app):
      "the connection of \(app) is disabled; usher connection enable \(app) tests and enables it"
    case .unknownSource(let name, let known) where known.isEmpty:
      "there is no directory source \(name): none is set up yet; name one under directories: in the configuration file and apply it"
    case .unknownSource(let name, let known):
      "there is no directory source \(name); there is \(known.joined(separator: ", "))"
    case .source(let name, let problem): "\(name): \(problem.sentence)"
    case .sourceIsRead(let name, let by, let seconds):
      "\(name) is being read by \(by); wait for it, \(Int(seconds.rounded(.up))) s at most"
    case .sourceChanged(let name):
      "\(name) was changed, or read by somebody else, while it was read; nothing was taken; read it again"
    case .nobodyInSource(let name):
      "\(name) shows nobody at all; nothing was taken; look at its base and filter with usher directory test \(name)"
    case .peopleMissing(let name, 0, _, _, _, let given):
      "\(name): nobody is missing, not \(given ?? 0); nothing was taken; usher directory sync \(name) reads it without --accept-missing"
    case .peopleMissing(let name, let count, let of, let limit, let examples, let given):
      "\(name): \(count) of \(of) people are missing\(examples.isEmpty ? "" : " (\(examples.joined(separator: ", "))\(count > examples.count ? ", …" : ""))")\(given.map { ", not \($0)" } ?? ", over the limit of \(limit)"); nothing was taken; look at the source; if they are gone, usher directory sync \(name) --accept-missing \(count)"
    case .rolesMissing(let name, let count, let given):
      "\(name): \(count) memberships are gone of roles that many held\(given.map { ", not \($0)" } ?? ""); nothing was taken; look at the source's groups; if they are gone, usher directory sync \(name) --accept-lost-roles \(count)"
    case .planChanged(let app):
      "in \(app) something is to be done by now, so nothing was filed; plan it again to see what"
    case .invalid(let sentence): sentence
    }
  }

  /// Whether somebody had no right.
  var isRefusal: Bool {
    switch self {
    case .notAllowed, .ownRequest: true
    default: false
    }
  }

  /// Whether a decision about many leaves this task as it is and goes on: somebody had no right, or
  /// the task has had its day.
  var isLeft: Bool {
    switch self {
    case .followed, .unseen: true
    default: isRefusal
    }
  }
}
