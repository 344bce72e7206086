import Text
import Engine
import Provisioning
import Screen

/// One thing that waits for a person, and the way there.
struct HomeRow: Sendable {
  /// What Enter does.
  enum Way: Sendable {
    case visit(Place)
    case plan(app: String)
    case differences(app: String, [VerifyReport.Difference])
    /// Reads the app back.
    case read(app: String)
  }

  let text: String
  /// The name of the app; empty where it is about none.
  var appName = ""
  var app: AppID?
  var since: Double?
  let isProblem: Bool
  let way: Way
  /// The command that shows or cures it.
  var command: String?
  /// What stays the same while counts and ages change.
  private let identity: String

  /// Something about an app.
  init(_ need: AppNeed, of app: AppRecord) {
    text = need.headline
    appName = app.name
    self.app = app.id
    since = need.since
    isProblem = need.isProblem
    way = need.way(app.name)
    command = need.command(for: app.name)
    identity = "\(app.id) \(need.identity)"
  }

  init(_ source: LateSource) {
    text = source.sentence
    since = source.since
    isProblem = true
    way = .visit(.sources)
    command = "usher directory sources"
    identity = "source \(source.name)"
  }

  init(_ differences: [VerifyReport.Difference], of app: String) {
    text =
      "\(Count.words(differences.count, "difference")) when the app was read back; R plans what makes them equal"
    appName = app
    isProblem = true
    way = .differences(app: app, differences)
    command = "usher verify \(app.quotedForShell)"
    identity = "differences \(app)"
  }

  init(_ draft: Frame.Draft) {
    text = "changes on \(draft.name) are not saved"
    isProblem = false
    way = .visit(.tab(draft.tab))
    identity = "draft \(draft.tab)"
  }

  /// Whether it only says how much differed, and not what.
  var isCountOfDifferences: Bool { if case .read = way { true } else { false } }

  func isSame(as other: HomeRow?) -> Bool { identity == other?.identity }

  /// What Enter is called.
  var keyTitle: String {
    switch way {
    case .visit(.connection): "Connection"
    case .visit(.tasks): "The tasks"
    case .visit(.user): "The person"
    case .visit(.sources): "The directory"
    case .visit(.tab): "Go there"
    case .plan: "The plan"
    case .differences: "The differences"
    case .read: "Read it back"
    }
  }

  /// The row as a detail of its own.
  func lines(at now: Double) -> [Line] {
    var lines = [Line(text, isProblem ? .warning : .heading), Line("")]
    if let since { lines.append(Line("The oldest waits since \(Age.words(now - since)).")) }
    lines.append(Line("Enter  \(keyTitle.lowercased())"))
    if let command { lines.append(Line("\(command)", .muted)) }
    return lines
  }
}

extension AppNeed {
  /// Where it is dealt with.
  fileprivate func way(_ app: String) -> HomeRow.Way {
    switch self {
    case .paused, .unreachable, .disabled: .visit(.connection)
    case .failures(let cause):
      .visit(.tasks(filter: "status:failed \"\(cause.searched)\""))
    case .idle: .visit(.tasks(filter: "status:approved"))
    case .decisions(let action, _, _):
      .visit(.tasks(filter: "status:pending action:\(action.rawValue)"))
    case .held, .reapply: .plan(app: app)
    case .differences: .read(app: app)
    }
  }

  /// What stays the same of it while its counts change.
  fileprivate var identity: String {
    switch self {
    case .failures(let cause): "\(code) \(cause.advice)"
    case .decisions(let action, _, _): "\(code) \(action.rawValue)"
    case .paused, .unreachable, .idle, .reapply, .disabled, .held, .differences: code
    }
  }
}
