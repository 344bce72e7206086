import Engine
import Provisioning
import Screen

/// What is provisioned, what waits for an admin, and what becomes of leavers.
struct ProvisioningScreen: Screen {
  static let title = "Provisioning"
  static let shortTitle = "Policy"

  private(set) var form = Form([], isScreen: true)
  /// The app as the form shows it.
  private var base: AppDefinition?
  /// What is being saved.
  private var saving: AppDefinition?

  static let bindings: [Binding<ProvisioningScreen>] = [
    Binding(
      "provisioning.edit", "Change", [.enter, .character(" ")], "Changes the field.",
      disabled: { $1.noApp }
    ) { screen, frame in _ = screen.pressInForm(.enter, &frame) },
    .save,
    Binding(
      "provisioning.refresh", "Refresh entitlements", [.character("f")],
      "Reads the groups from the app.", danger: .changes, disabled: { $1.noApp }
    ) { _, frame in
      if let app = frame.app { frame.begin(.refreshEntitlements(app: app.app.name)) }
    },
    .reapply, .reapplyEntitlements, .undo, .editor,
  ]

  func badge(_ frame: Frame) -> TabBadge {
    TabBadge(
      isRunning: frame.work.jobs.contains { job in
        if case .refreshEntitlements = job.effect { true } else { false }
      })
  }

  // MARK: - The app

  mutating func use(_ app: AppOverview?) { self = ProvisioningScreen() }

  /// Shows an app, but not over what somebody is changing.
  mutating func refresh(_ app: AppOverview?) {
    guard let definition = app?.app.definition, !form.isDirty, !form.isEntering else { return }
    let isShown =
      base?.provisioning == definition.provisioning && base?.roles == definition.roles
    guard !isShown else { return }
    base = definition
    let before = form
    let completions = form.fields.first { $0.id == "roles" }?.completions ?? []
    form = Form(ProvisioningForm.fields(definition), isScreen: true)
    form.configure("roles") { $0.completions = completions }
    form.stand(as: before)
  }

  mutating func reload(_ frame: inout Frame) { frame.request(.loadRoles) }

  mutating func take(_ answer: ConsoleEvent, _ frame: inout Frame) {
    switch answer {
    case .rolesLoaded(let roles):
      form.configure("roles") { $0.completions = roles.map(\.name) }
    case .ended(.saveApp(_, let saved, _), isGood: true) where saved == saving:
      saving = nil
      form.markSaved()
      base = nil
    default: break
    }
  }

  // MARK: - Draft and form

  var isDirty: Bool { form.isDirty }
  var canUndo: Bool { form.canUndo }

  mutating func undo(_ frame: inout Frame) { form.undo() }

  mutating func save(_ frame: inout Frame) {
    guard let app = frame.app else { return }
    let problems = problems(frame)
    guard problems.isEmpty else {
      form.show(problems)
      return frame.say("not saved: \(problems.count) to correct", .warning)
    }
    var before = app.app.definition
    let after = ProvisioningForm.applied(form, to: before)
    before.provisioning = base?.provisioning ?? before.provisioning
    before.roles = base?.roles ?? before.roles
    saving = after
    frame.begin(.saveApp(from: before, to: after, secret: nil))
  }

  /// Without an app it has no fields.
  var openForm: Form? {
    get { form.fields.isEmpty ? nil : form }
    set { if let newValue { form = newValue } }
  }

  func problems(_ frame: Frame) -> [String: String] { ProvisioningForm.problems(form) }

  func copyable(_ frame: Frame) -> [Chooser.Option] { frame.copyableOfApp }

  // MARK: - Drawing

  func draw(into surface: inout Surface, _ area: Area, _ frame: Frame) {
    guard let app = frame.app else { return surface.draw(Line.noApp, area) }
    let read =
      app.app.entitlementsReadAt.map { "read \(Age.words(frame.now - $0)) ago" } ?? "never read"
    surface.draw(
      form, area,
      below: [
        Line(""),
        Line("Entitlements: \(Count.words(app.groups, "group")), \(read) (f refreshes)", .muted),
      ])
  }
}
