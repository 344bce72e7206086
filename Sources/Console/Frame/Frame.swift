import Engine
import Provisioning
import Screen

/// What the screens share: the apps, the size, the time, what lies over the screen, what is said,
/// and the effects that are started. No screen sees another.
struct Frame: Sendable {
  let settings: ConsoleSettings
  var size = Size(columns: 80, rows: 24)
  var now: Double = 0
  var apps: [AppOverview] = []
  var appIndex = 0
  /// The type of the screen that is in front.
  var front: ObjectIdentifier?

  /// What lies over the screen, the topmost last.
  var overlays: [Overlay] = []
  /// A filter that is being typed in the title of the list.
  var typing: TextField?
  /// Filters that were typed on each screen, the newest last.
  var filters: [ObjectIdentifier: FilterHistory] = [:]
  /// The filters of tasks that the person keeps.
  var keptFilters: [String] = []
  /// Texts of prompts that were left without an answer, by the label of the prompt.
  var promptDrafts: [String: String] = [:]
  var message = Message()
  private(set) var log: [LogEntry] = []
  private(set) var work = Work()
  /// What was started since the last event came.
  private(set) var effects: [Effect] = []
  /// What is changed and not saved.
  var drafts: [Draft] = []
  /// Where a screen leads to, until the shell goes there.
  private var visit: Visit?

  /// A screen with changes that are not saved.
  struct Draft: Sendable, Hashable {
    var tab: Int
    var name: String
  }

  init(_ settings: ConsoleSettings) {
    self.settings = settings
    keptFilters = settings.filters
  }

  /// The app whose screens are shown.
  var app: AppOverview? { apps.indices.contains(appIndex) ? apps[appIndex] : nil }
  /// Why nothing can be done with an app; `nil` where there is one.
  var noApp: String? { app == nil ? "no app is set up yet" : nil }
  var layout: Layout { Layout(size) }

  /// Whether a screen of this type is in front.
  func shows<S: Screen>(_ type: S.Type) -> Bool { front == ObjectIdentifier(type) }

  /// The movement that a key means; `nil` where it is none.
  func step(_ key: Key) -> ListStep? {
    if key == .wheelDown { return .by(3) }
    if key == .wheelUp { return .by(-3) }
    return Movement.all.first { settings.keymap.keys(of: $0.action).contains(key) }?.step
  }

  /// Leads to a place, perhaps of another app.
  mutating func visit(_ place: Place, app: AppID? = nil) { visit = Visit(place: place, app: app) }

  mutating func takeVisit() -> Visit? {
    defer { visit = nil }
    return visit
  }

  /// Takes an app as it was saved.
  mutating func take(saved definition: AppDefinition) {
    guard let index = apps.firstIndex(where: { $0.app.name == definition.name }) else { return }
    apps[index].app.definition = definition
  }
}

extension Frame {
  /// Says something until the next key; what went wrong stays in the log.
  mutating func say(_ text: String, _ role: Message.MessageRole = .plain) {
    message = Message(text, role)
    note(LogEntry(at: now, text: text, isError: role == .error))
    if log.count > LogEntry.limit { log.removeFirst(log.count - LogEntry.limit) }
  }

  mutating func note(_ entry: LogEntry) { log.append(entry) }

  /// Marks what was begun by an effect as failed.
  mutating func noteFailure(of effect: Effect) {
    guard let line = effect.commandLine,
      let index = log.lastIndex(where: { $0.commandLine == line })
    else { return }
    log[index].isError = true
  }
}

extension Frame {
  /// Starts an effect; one of its kind that is under way already is not started again.
  mutating func request(_ effect: Effect) { effects += work.start(effect, at: now) }

  /// Starts something that a person asked for, and notes it.
  mutating func begin(_ effect: Effect) {
    if !effect.isReading {
      note(LogEntry(at: now, text: effect.work ?? "", commandLine: effect.commandLine))
    }
    request(effect)
  }

  /// Starts an effect that nothing waits for.
  mutating func send(_ effect: Effect) { effects.append(effect) }

  /// Notes that an effect is over, and starts what waited for it.
  mutating func end(_ effect: Effect) { effects += work.end(effect, at: now) }

  mutating func note(_ effect: Effect, _ progress: Job.Progress) { work.note(effect, progress) }

  /// What was started since the last call.
  mutating func takeEffects() -> [Effect] {
    defer { effects = [] }
    return effects
  }

  /// Whether the detail of what is chosen is under way, and not for long.
  var isReadingDetail: Bool {
    work.jobs.contains { $0.effect.isOfDetail && now - $0.startedAt < Job.quiet }
  }

  /// Whether the rows of a list are being read.
  var isReadingRows: Bool { work.jobs.contains { $0.effect.isOfRows } }

  /// The work that has lasted long enough to be told about.
  var toldJob: Job? {
    work.jobs.last { $0.effect.work != nil && now - $0.startedAt >= Job.quiet }
  }

  /// The work that Ctrl-c is about.
  var cancellableJob: Job? { work.jobs.last { $0.effect.work != nil } }
}

extension Frame {
  /// Asks a question before something that many feel.
  mutating func ask(_ dialog: Dialog) { overlays.append(.dialog(dialog)) }

  mutating func choose(_ chooser: Chooser) { overlays.append(.chooser(chooser)) }

  mutating func show(_ pager: Pager) { overlays.append(.pager(pager)) }

  /// Lets a line be typed; it begins with what was left without an answer.
  mutating func prompt(_ label: String, then: Then<String>) {
    let text = promptDrafts.removeValue(forKey: label) ?? ""
    overlays.append(.prompt(Prompt(label: label, input: TextField(text), then: then)))
  }

  /// Replaces what lies on top.
  mutating func replaceOverlay(_ overlay: Overlay) {
    if !overlays.isEmpty { overlays[overlays.count - 1] = overlay }
  }

  /// Closes what lies on top; the text of a prompt is kept for the next time.
  mutating func closeOverlay() {
    if case .prompt(let prompt)? = overlays.popLast(), !prompt.input.text.isEmpty {
      promptDrafts[prompt.label] = prompt.input.text
    }
  }

  /// Fills the list on top with the answer to an effect, where that is what it waits for.
  mutating func offer(_ options: (Chooser) -> [Chooser.Option], for effect: Effect) {
    guard case .chooser(var chooser)? = overlays.last, chooser.source == effect else { return }
    chooser.options = options(chooser)
    replaceOverlay(.chooser(chooser))
  }
}
