import Text
import Engine
import Provisioning
import Screen

/// Where an app is and how it is spoken to.
struct ConnectionScreen: Screen {
  static let title = "Connection"
  static let shortTitle = "Connect"
  static let opening = Opening.withoutApps

  /// What the last test proved.
  fileprivate struct Tested: Sendable, Hashable {
    var steps: [ConnectionReport.Step]
    var supports: [String]
  }

  private let vendors: VendorCatalog
  private(set) var form: Form
  /// Whether the form is for an app that is not there yet.
  private(set) var isNew = true
  private var tested: Tested?
  /// The app as the form shows it.
  private var base: AppDefinition?
  /// What is being saved.
  private var saving: AppDefinition?

  init(_ vendors: VendorCatalog) {
    self.vendors = vendors
    form = ConnectionForm.blank(vendors)
  }

  static let bindings: [Binding<ConnectionScreen>] = [
    Binding("connection.edit", "Edit", [.enter], "Edits the field under the cursor.") {
      screen, frame in _ = screen.pressInForm(.enter, &frame)
    },
    Binding(
      "connection.test", "Test", [.character("t")],
      "Tests the connection step by step. Changes nothing in the app.",
      danger: .changes, disabled: { $0.testReason($1) }
    ) { $0.test(enabling: false, &$1) },
    Binding(
      "connection.enable", "Enable", [.character("E")],
      "Tests the connection, then runs approved tasks; once enabled, stops them. Asks in production.",
      danger: .changes,
      naming: { _, frame in frame.app?.app.isConnected == true ? "Disable" : nil },
      disabled: { $0.testReason($1) }
    ) { $0.toggle(&$1) },
    .save,
    Binding(
      "connection.new", "New app", [.character("n")], "Sets up another app: base URL and token.",
      disabled: { screen, _ in screen.isNew ? "this is a new app" : nil }
    ) { screen, _ in screen.startNew() },
    .undo, .editor, .reapply, .reapplyEntitlements,
  ]

  static func has(_ place: Place) -> Bool { place == .connection }

  func badge(_ frame: Frame) -> TabBadge {
    let isTesting = frame.work.jobs.contains { job in
      if case .testConnection = job.effect { true } else { false }
    }
    let app = frame.app?.app
    return TabBadge(hasFailed: app?.api.state == .failed || app?.pause != nil, isRunning: isTesting)
  }

  // MARK: - The app

  mutating func use(_ app: AppOverview?) { self = ConnectionScreen(vendors) }

  /// Shows an app, but not over what somebody is changing.
  mutating func refresh(_ app: AppOverview?) {
    guard let app else { return }
    if isNew, form.isDirty || base != nil { return }
    guard !form.isDirty, !form.isEntering, base?.connection != app.app.definition.connection else {
      return
    }
    isNew = false
    base = app.app.definition
    let before = form
    form = ConnectionForm.of(app.app)
    form.stand(as: before)
  }

  mutating func take(_ answer: ConsoleEvent, _ frame: inout Frame) {
    switch answer {
    case .connectionTested(let app, let steps, let supports):
      if app == frame.app?.app.name { tested = Tested(steps: steps, supports: supports) }
    case .ended(.saveApp(_, let saved, _), isGood: true) where saved == saving:
      saving = nil
      form.markSaved()
      base = nil
      isNew = false
    default: break
    }
  }

  private func testReason(_ frame: Frame) -> String? {
    frame.noApp ?? (isNew || form.isDirty ? Binding<ConnectionScreen>.saveFirst : nil)
  }

  private func test(enabling: Bool, _ frame: inout Frame) {
    guard let name = frame.app?.app.name else { return }
    frame.begin(.testConnection(app: name, enabling: enabling))
  }

  private func toggle(_ frame: inout Frame) {
    guard let overview = frame.app else { return }
    let app = overview.app
    let effect =
      app.isConnected
      ? Effect.disableConnection(app: app.name)
      : Effect.testConnection(app: app.name, enabling: true)
    guard overview.environment == .production else { return frame.begin(effect) }
    let verb = app.isConnected ? "disable" : "enable"
    let approved = overview.counts[.approved] ?? 0
    let what =
      app.isConnected
      ? "Approved tasks wait until it is enabled again."
      : "It is tested first; then \(Count.words(approved, "approved task is", "approved tasks are")) sent."
    frame.ask(
      Dialog(
        title: "\(verb.uppercased()) \(app.name)",
        lines: [
          Line("People work with \(overview.host): it is a production app.", .warning), Line(what),
        ], answers: [Dialog.Answer("y", verb, begins: effect)], openedAt: frame.now))
  }

  private mutating func startNew() {
    isNew = true
    tested = nil
    form = ConnectionForm.blank(vendors)
    form.goIn()
  }

  // MARK: - Draft and form

  var isDirty: Bool { form.isDirty }
  var canSaveUnchanged: Bool { isNew }
  var canUndo: Bool { form.canUndo }

  mutating func undo(_ frame: inout Frame) { form.undo() }

  mutating func save(_ frame: inout Frame) {
    let problems = problems(frame)
    guard problems.isEmpty else {
      form.show(problems)
      return frame.say("not saved: \(problems.count) to correct", .warning)
    }
    let settings = ConnectionForm.connection(form)
    let secret = form["kind"] == "typed" ? Secret(form["token"]) : nil
    guard let app = frame.app, !isNew else {
      guard let vendor = vendors.named(form["template"]) else {
        return frame.say("not saved: no template is named \(form["template"].visible)", .error)
      }
      let made = AppDefinition(name: form["name"], vendor: vendor, connection: settings)
      saving = made
      return frame.begin(.saveApp(from: nil, to: made, secret: secret))
    }
    var before = app.app.definition
    var after = before
    before.connection = base?.connection ?? before.connection
    after.connection = settings
    saving = after
    frame.begin(.saveApp(from: before, to: after, secret: secret))
  }

  var openForm: Form? {
    get { form }
    set { if let newValue { form = newValue } }
  }

  func problems(_ frame: Frame) -> [String: String] {
    ConnectionForm.problems(form, isNew: isNew, names: frame.apps.map(\.app.name))
  }

  /// The field of the token is what its source says.
  mutating func formChanged(_ frame: inout Frame) { ConnectionForm.arrange(&form) }

  func copyable(_ frame: Frame) -> [Chooser.Option] { frame.copyableOfApp }

  // MARK: - Drawing

  func draw(into surface: inout Surface, _ area: Area, _ frame: Frame) {
    surface.draw(form, area, below: lines(frame))
  }

  private func lines(_ frame: Frame) -> [Line] {
    guard let app = frame.app?.app, !isNew else {
      return [
        Line(""),
        Line(frame.apps.isEmpty ? "No app is set up yet." : "A new app.", .heading),
        "Enter edits a field, Tab goes to the next one, Ctrl-s saves; nothing is sent.",
        "e opens the whole app as a file in your editor instead.",
      ]
    }
    let state = app.api.state
    let checked = app.api.checkedAt.map { ", \(Age.words(frame.now - $0)) ago" } ?? ""
    var lines = [
      Line(""),
      Line(
        "API status   \(state.rawValue.uppercased())\(checked)",
        state == .failed ? .error : state == .enabled ? .success : .muted),
      Line("             \(app.api.detail)"),
    ]
    if let pause = app.pause {
      lines.append(Line("PAUSED       \(pause.reason)", .error))
    }
    return lines + (tested?.lines ?? []) + app.vendor.notes.map { Line("note: \($0)", .muted) }
  }
}

extension ConnectionScreen.Tested {
  fileprivate var lines: [Line] {
    let lines = steps.map { step in
      let state = step.holds.map { $0 ? "passed" : "FAILED" } ?? "-"
      return Line(
        "  \(state.fitted(7)) \(step.name.fitted(10)) \(step.detail)",
        step.holds == false ? .error : step.holds == true ? .success : .muted)
    }
    if supports.isEmpty { return lines }
    return lines + [Line("  supports: \(supports.joined(separator: ", "))")]
  }
}

extension Frame {
  /// What can be copied of the app itself.
  var copyableOfApp: [Chooser.Option] {
    [
      Chooser.Option("base URL", app?.app.definition.connection.baseURL ?? ""),
      Chooser.Option("API status", app?.app.api.detail ?? ""),
    ]
  }
}
