import Engine
import Provisioning
import Screen

/// The console as a value: events go in, effects come out, and it can be drawn at any size.
public struct Console: Sendable {
  /// The seven screens, by number.
  public enum Tab: Int, Sendable, Hashable, CaseIterable {
    case connection = 1
    case provisioning
    case parameters
    case rules
    case tasks
    case directory
    case audit

    /// Its name on the tab line.
    public var title: String {
      switch self {
      case .connection: "Connection"
      case .provisioning: "Provisioning"
      case .parameters: "Parameters"
      case .rules: "Rules"
      case .tasks: "Tasks"
      case .directory: "Directory"
      case .audit: "Audit"
      }
    }
  }

  /// What lies over a screen.
  enum Overlay: Sendable {
    case help(filter: String, cursor: Int)
    case dialog(Dialog)
    case prompt(Prompt)
    case text(title: String, lines: [String], top: Int)
  }

  var tab = Tab.tasks
  var size = Size(columns: 80, rows: 24)
  var now: Double = 0
  var apps: [AppOverview] = []
  var appIndex = 0
  var hasLoaded = false
  var tasks = TasksScreen()
  var directory = DirectoryScreen()
  var rules = ListCursor()
  var audit: [String] = []
  var auditTop = 0
  var overlay: Overlay?
  var message = ""
  var isError = false
  /// Work that goes on, in words; shown until it ends.
  var working = ""

  /// A console that has loaded nothing yet.
  public init() {}

  /// The app whose screens are shown.
  var app: AppOverview? { apps.indices.contains(appIndex) ? apps[appIndex] : nil }

  /// What the terminal's title bar says.
  public var title: String {
    guard let app else { return "usher" }
    return "usher: \(app.app.name) · \(app.counts[.pending] ?? 0) pending"
  }

  /// What is asked for at the start.
  public func start() -> [Effect] { [.loadApps] }

  /// Takes an event.
  public mutating func handle(_ event: ConsoleEvent) -> [Effect] {
    switch event {
    case .terminal(.key(let key)): return press(key)
    case .terminal(.paste(let text)): return paste(text)
    case .terminal(.resize(let size)):
      self.size = size
      return []
    case .tick(let now):
      self.now = now
      return []
    case .storeChanged: return [.loadApps] + reload()
    case .appsLoaded(let apps): return take(apps)
    case .tasksLoaded(let page): tasks.take(page)
    case .taskLoaded(let id, let lines): tasks.show(id, lines)
    case .usersLoaded(let search, let users): directory.take(search, users)
    case .userLoaded(let name, let lines):
      overlay = .text(title: name, lines: lines, top: 0)
    case .auditLoaded(let lines): audit = lines
    case .affectedLoaded(let rule, let lines):
      working = ""
      overlay = .text(title: "Affected by \(rule)", lines: lines, top: 0)
    case .planLoaded(let plan):
      working = ""
      overlay = .dialog(.reapply(plan, app: app?.app.name ?? "", at: now))
    case .impactKnown(let decision, let filter, let impact):
      overlay = .dialog(
        .decideAll(decision, filter, impact, described: tasks.words, active: 0, at: now))
    case .done(let sentence): say(sentence)
    case .failed(let sentence): say(sentence, isError: true)
    }
    return []
  }

  mutating func say(_ sentence: String, isError: Bool = false) {
    working = ""
    message = sentence
    self.isError = isError
  }

  private mutating func take(_ apps: [AppOverview]) -> [Effect] {
    let name = app?.app.name
    self.apps = apps
    appIndex = apps.firstIndex { $0.app.name == name } ?? 0
    let isFirst = !hasLoaded
    hasLoaded = true
    if isFirst, apps.isEmpty { tab = .connection }
    tasks.setApp(app?.app.id)
    return isFirst ? reload() : []
  }

  /// Asks for what the screen that is shown needs.
  func reload() -> [Effect] {
    switch tab {
    case .connection, .provisioning, .parameters, .rules: []
    case .tasks: tasks.reload()
    case .directory: [.loadUsers(search: directory.search)]
    case .audit: [.loadAudit]
    }
  }
}
