import Engine
import Provisioning
import Screen

extension Console {
  func connectionReason(_ id: String, _ noApp: String?) -> String? {
    switch id {
    case "connection.test", "connection.enable":
      if connection.isNew { return noApp ?? "save first: Ctrl-s" }
      return noApp ?? (connection.form.isDirty ? "save first: Ctrl-s" : nil)
    case "connection.new": return connection.isNew ? "this is a new app" : nil
    default: return nil
    }
  }

  mutating func performConnection(_ id: String) -> [Effect] {
    let name = app?.app.name ?? ""
    switch id {
    case "connection.test": return begin(.testConnection(app: name, enabling: false))
    case "connection.enable":
      return app?.app.isConnected == true
        ? begin(.disableConnection(app: name))
        : begin(.testConnection(app: name, enabling: true))
    case "connection.new":
      connection.startNew()
      return []
    default: return []
    }
  }

  mutating func saveConnection() -> [Effect] {
    let form = connection.form
    let problems = connection.problems(apps: apps)
    guard problems.isEmpty else {
      connection.form.show(problems)
      say("not saved: \(problems.count) to correct", .warning)
      return []
    }
    let settings = ConnectionForm.connection(form)
    let secret = form["kind"] == "typed" ? Secret(form["token"]) : nil
    guard let app, !connection.isNew else {
      let made = AppDefinition(name: form["name"], template: form["template"], connection: settings)
      connection.saving = made
      return begin(.saveApp(from: nil, to: made, secret: secret))
    }
    var before = app.app.definition
    var after = before
    before.connection = connection.base?.connection ?? before.connection
    after.connection = settings
    connection.saving = after
    return begin(.saveApp(from: before, to: after, secret: secret))
  }

  /// What was saved is no draft any more, whichever screen it came from.
  mutating func saved(_ definition: AppDefinition) {
    if let index = apps.firstIndex(where: { $0.app.name == definition.name }) {
      apps[index].app.definition = definition
    }
    if connection.saving == definition {
      connection.saving = nil
      connection.form.markSaved()
      connection.base = nil
      connection.isNew = false
    }
    if provisioning.saving == definition {
      provisioning.saving = nil
      provisioning.form.markSaved()
      provisioning.base = nil
    }
    if parameters.saving == definition { parameters.markSaved(definition) }
    if rules.saving == definition { rules.markSaved(definition) }
  }

  func drawConnection(_ surface: inout Surface, _ area: Area) {
    draw(connection.form, &surface, area, below: connectionLines)
  }

  private var connectionLines: [Line] {
    guard let app = app?.app, !connection.isNew else {
      return [
        Line(""),
        Line(apps.isEmpty ? "No app is set up yet." : "A new app.", .heading),
        "Enter edits a field, Tab goes to the next one, Ctrl-s saves; nothing is sent.",
        "e opens the whole app as a file in your editor instead.",
      ]
    }
    let state = app.api.state
    let checked = app.api.checkedAt.map { ", \(Age.words(now - $0)) ago" } ?? ""
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
    if let tested = connection.tested {
      lines += tested.steps.map { step in
        let state = step.holds.map { $0 ? "passed" : "FAILED" } ?? "-"
        return Line(
          "  \(state.fitted(7)) \(step.name.fitted(10)) \(step.detail)",
          step.holds == false ? .error : step.holds == true ? .success : .muted)
      }
      if !tested.supports.isEmpty {
        lines.append(Line("  supports: \(tested.supports.joined(separator: ", "))"))
      }
    }
    return lines + app.template.notes.map { Line("note: \($0)", .muted) }
  }
}
