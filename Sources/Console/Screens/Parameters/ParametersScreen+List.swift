import Engine
import Provisioning
import SCIM
import Screen

extension ParametersScreen {
  /// The parameters with the drafts over them.
  func shown(_ app: AppOverview?) -> [ShownParameter] {
    guard let app else { return [] }
    let own = applied(to: app.app.definition.parameters)
    var overview = app
    overview.app.definition.parameters = own
    let required = requiredPaths(app)
    return overview.parameters.map { parameter in
      let key = parameter.path.lowercased()
      return ShownParameter(
        path: parameter.path, value: parameter.value,
        isOwn: own.contains { $0.path.lowercased() == key }, isRequired: required.contains(key),
        isDraft: isDraft(parameter.path),
        finding: app.findings.first { $0.path.lowercased() == key },
        isAccountOf: parameter.isAccountOf)
    }
  }

  private func isDraft(_ path: String) -> Bool {
    drafts.contains { $0.path.lowercased() == path.lowercased() }
  }

  func selected(_ app: AppOverview?) -> ShownParameter? {
    let shown = shown(app)
    return shown.indices.contains(cursor.index) ? shown[cursor.index] : nil
  }

  /// Attributes that must have a value, by the app's schema and by the template.
  private func requiredPaths(_ app: AppOverview) -> Set<String> {
    let schema = app.app.userSchemas.schemas.first?.attributes ?? []
    let names = schema.filter { $0.required && $0.mutability != .readOnly }.map(\.name)
    return Set((names + app.app.vendor.required).map { $0.lowercased() })
  }

  func listPlace(height: Int) -> (index: Int, first: Int)? { (cursor.index, cursor.top) }

  mutating func move(_ step: ListStep, _ frame: inout Frame) {
    cursor.move(step, count: shown(frame.app).count, height: listHeight(frame))
  }

  mutating func settle(_ frame: Frame) { cursor.settle(count: shown(frame.app).count) }

  func copyable(_ frame: Frame) -> [Chooser.Option] {
    let row = selected(frame.app)
    return [
      Chooser.Option("attribute", row?.path ?? ""), Chooser.Option("value", row?.value ?? ""),
    ]
  }
}

extension ParametersScreen {
  func noneReason(_ frame: Frame) -> String? {
    frame.noApp ?? (selected(frame.app) == nil ? "there is no parameter" : nil)
  }

  func resetReason(_ frame: Frame) -> String? {
    if let noApp = frame.noApp { return noApp }
    if editor != nil { return "leave the editor first: Esc" }
    return noneReason(frame) ?? (selected(frame.app)?.isOwn == true ? nil : "it is the template's")
  }

  func findingReason(_ frame: Frame) -> String? {
    noneReason(frame) ?? (selected(frame.app)?.finding == nil ? "nothing was found of it" : nil)
  }

  func forgetFinding(_ frame: inout Frame) {
    guard let app = frame.app, let finding = selected(app)?.finding else { return }
    frame.begin(.forgetFinding(app: app.app.name, path: finding.path))
  }

  /// - Parameter emptied: whether another value is typed in the place of the one that is there.
  mutating func open(emptied: Bool = false, _ frame: inout Frame) {
    guard let row = selected(frame.app), editor == nil else { return }
    editor = ParameterEditor(
      path: row.path, value: row.value, isNew: false, names: attributeNames,
      offers: frame.app?.app.offers ?? [])
    if emptied { editor?.form.set("value", "") }
    offerAttributes()
    frame.request(.loadAttributes)
    countValue(&frame)
  }

  mutating func openNew(_ frame: inout Frame) {
    editor = ParameterEditor(
      path: "", value: "", isNew: true, names: attributeNames,
      offers: frame.app?.app.offers ?? [])
    offerAttributes()
    frame.request(.loadAttributes)
  }

  /// Offers every attribute that somebody has in the value that is edited.
  mutating func offerAttributes() {
    let (attributes, names) = (attributes, attributeNames)
    editor?.form.configure("value") { $0.offer(attributes, beside: names) }
    editor?.offerValues()
  }

  mutating func reset(_ frame: Frame) {
    if let row = selected(frame.app) { put(row.path, .template) }
  }

  func chooseSample(_ frame: inout Frame) {
    @Sendable func search(_ text: String) -> Effect { .loadUsers(search: text, role: nil, .first) }
    frame.choose(
      Chooser(
        "Show values for", search: search, then: .frame { $0.request(.loadSample($1)) }))
    frame.request(search(""))
  }

  /// The names that a template can read.
  private var attributeNames: [String] {
    let own = sample?.attributes.keys.sorted() ?? []
    let known = ["username", "status", "roles"] + DirectoryUser.knownAttributes
    return known + own.filter { !known.contains($0) }
  }
}

extension ParametersScreen {
  var openForm: Form? {
    get { editor?.form }
    set { if let newValue { editor?.form = newValue } }
  }

  func problems(_ frame: Frame) -> [String: String] { editor?.problems ?? [:] }

  mutating func formChanged(_ frame: inout Frame) {
    editor?.check()
    if editor?.isNew == true { editor?.offerValues() }
    countValue(&frame)
  }

  /// Asks what the value gives everyone, as far as it can be read.
  private func countValue(_ frame: inout Frame) {
    guard let app = frame.app?.app.name, let editor, let value = editor.value, !value.isEmpty,
      editor.problems.isEmpty
    else { return }
    frame.request(.tallyValue(app: app, path: editor.target, value: value))
  }

  var isSomethingOpen: Bool { editor != nil }

  /// What was typed of a parameter stays, unsaved.
  mutating func back(_ frame: inout Frame) {
    guard let editor else { return }
    if editor.form.isDirty {
      if editor.target.isEmpty {
        return frame.say("name the attribute first, or u takes back what was typed", .warning)
      }
      put(editor.target, .value(editor.value))
    }
    self.editor = nil
  }
}
