import Engine
import Provisioning
import Screen

/// What the console is told once, at its start.
public struct ConsoleSettings: Sendable, Hashable {
  /// Who sits at the keyboard, as the store names them.
  public var actor = ""
  /// Whether nothing may be changed from here.
  public var isReadOnly = false
  /// Which keys do what.
  public var keymap = Keymap.standard
  /// Whether the terminal can report the mouse.
  public var canUseMouse = false
  /// Whether only ASCII is drawn, besides names and values from outside.
  public var usesASCII = false
  /// The themes that can be chosen, by name.
  public var themes: [String] = []
  /// What an admin should know of their own settings, a sentence each.
  public var problems: [String] = []

  /// The usual ones.
  public init() {}
}

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

    /// Its name where there is little room.
    var shortTitle: String {
      switch self {
      case .connection: "Connect"
      case .provisioning: "Provision"
      case .parameters: "Params"
      case .rules, .tasks, .directory, .audit: title
      }
    }
  }

  let settings: ConsoleSettings
  var tab = Tab.tasks
  var size = Size(columns: 80, rows: 24)
  var now: Double = 0
  var apps: [AppOverview] = []
  var appIndex = 0
  var hasLoaded = false

  var connection = ConnectionScreen()
  var provisioning = ProvisioningScreen()
  var parameters = ParametersScreen()
  var rules = RulesScreen()
  var tasks = TasksScreen()
  var directory = DirectoryScreen()
  var audit = AuditScreen()

  /// What lies over the screen, the topmost last.
  var overlays: [Overlay] = []
  /// A filter that is being typed in the title of the list.
  var typing: TextField?
  /// Texts of prompts that were left without an answer.
  var promptDrafts: [Prompt.Purpose: String] = [:]
  var message = Message()
  var log: [LogEntry] = []
  var work = Work()
  var worker = WorkerWatch()
  /// Since when the store cannot be read; `nil` while it can.
  var staleSince: Double?
  var retryAt: Double = 0
  var usesMouse = false
  /// Whether it ends once everything is saved.
  var isQuitting = false

  /// A console that has loaded nothing yet.
  public init(_ settings: ConsoleSettings = ConsoleSettings()) {
    self.settings = settings
    let problems = settings.problems + settings.keymap.problems
    message = Message(problems.joined(separator: "; "), .warning)
    if !message.text.isEmpty { log.append(LogEntry(at: 0, text: message.text, isError: true)) }
  }

  /// The app whose screens are shown.
  var app: AppOverview? { apps.indices.contains(appIndex) ? apps[appIndex] : nil }

  /// What the terminal's title bar says.
  public var title: String {
    guard let app else { return "usher" }
    return "usher: \(app.app.name.visible(upTo: 60)) · \(app.counts[.pending] ?? 0) pending"
  }

  /// What is asked for at the start.
  public mutating func start() -> [Effect] { request(.loadApps) }

  /// Whether the screen is as it was after the event: reading ended, and what was read came before.
  public func isUnseen(_ event: ConsoleEvent) -> Bool {
    guard case .ended(let effect, isGood: true) = event else { return false }
    return effect.isRepeated && staleSince == nil && toldJob == nil
  }

  /// Takes an event.
  public mutating func handle(_ event: ConsoleEvent) -> [Effect] {
    defer { settle() }
    switch event {
    case .terminal(.key(let key)): return press(key)
    case .terminal(.paste(let text)): return paste(text)
    case .terminal(.resize(let size)):
      self.size = size
      return []
    case .tick(let now):
      self.now = now
      return retry()
    case .storeChanged: return request(.loadApps) + reload()
    case .worker(let state):
      worker.take(state, at: now)
      return []
    default: return takeAnswer(event)
    }
  }

  /// Keeps cursors within lists that became shorter.
  private mutating func settle() {
    func settle(_ cursor: inout ListCursor, _ count: Int) {
      if cursor.index >= count { cursor.index = max(0, count - 1) }
    }
    settle(&rules.cursor, rules.rules(app).count)
    settle(&directory.rolesCursor, directory.roles.count)
    if tab == .parameters { settle(&parameters.cursor, shownParameters.count) }
  }

  /// Asks for what the screen that is shown needs.
  mutating func reload() -> [Effect] {
    switch tab {
    case .connection: return []
    case .provisioning: return request(.loadRoles)
    case .parameters: return request(.loadSample(parameters.sample?.username))
    case .rules: return reloadRules()
    case .tasks:
      var effects = request(.loadTasks(tasks.filter, tasks.list.refresh))
      if isDetailShown, let id = tasks.list.selected { effects += request(.loadTask(id)) }
      return effects
    case .directory: return reloadDirectory()
    case .audit: return request(.loadAudit(search: audit.search, audit.list.refresh))
    }
  }
}
