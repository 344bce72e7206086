import Engine
import Provisioning
import Screen

extension Console {
  /// The form that the keys of this screen go to; `nil` where it shows none.
  var form: Form? {
    get {
      switch tab {
      case .connection: connection.form
      case .provisioning: app == nil ? nil : provisioning.form
      case .parameters: parameters.editor?.form
      case .rules: rules.editor?.form
      case .tasks: tasks.builder
      case .directory: directory.editor?.form
      case .audit: nil
      }
    }
    set {
      guard let newValue else { return }
      switch tab {
      case .connection: connection.form = newValue
      case .provisioning: provisioning.form = newValue
      case .parameters: parameters.editor?.form = newValue
      case .rules: rules.editor?.form = newValue
      case .tasks: tasks.builder = newValue
      case .directory: directory.editor?.form = newValue
      case .audit: break
      }
    }
  }

  /// Gives a key to the form.
  ///
  /// - Returns: `nil` where the form has no use for it.
  mutating func pressInForm(_ key: Key) -> [Effect]? {
    guard var form else { return nil }
    if form.isEntering, key == .control("c") {
      form.leave()
      self.form = form
      return []
    }
    if tab == .tasks, !form.isEntering, key == .escape || key == .character("q") {
      tasks.builder = nil
      return []
    }
    let reaction = form.press(key)
    if settings.isReadOnly, tab != .tasks, form.isEntering || reaction == .changed {
      say("usher was started read-only", .warning)
      return []
    }
    guard reaction != .ignored else { return nil }
    self.form = form
    message = Message()
    switch reaction {
    case .ignored, .moved: return []
    case .changed: return formChanged()
    case .left(let id):
      check(id)
      return tab == .rules ? refreshAffected() : []
    case .choose(let id):
      let options = form.field?.completions ?? []
      let title = form.field?.label ?? ""
      overlays.append(
        .chooser(
          Chooser(
            purpose: .field(id), title: title.isEmpty ? "Choose" : title,
            options: options.map { Chooser.Option(value: $0, title: $0) })))
      return []
    }
  }

  /// What follows from another value.
  mutating func formChanged() -> [Effect] {
    switch tab {
    case .connection: connection.arrange()
    case .provisioning: break
    case .parameters: parameters.editor?.judge()
    case .rules:
      rules.editor?.arrange(groups: rules.groups)
      return form?.isEntering == true ? [] : refreshAffected()
    case .tasks: return builderChanged()
    case .directory, .audit: break
    }
    return []
  }

  /// Leaves the field that is typed in; what was typed stays.
  mutating func leaveField() {
    guard let id = form?.field?.id, form?.isEntering == true else { return }
    form?.leave()
    check(id)
  }

  /// Shows what is wrong with a field that was left.
  private mutating func check(_ id: String) {
    let problem = formProblems[id]
    form?.configure(id) { $0.problem = problem }
  }

  /// What is wrong with the values of the form, by field.
  var formProblems: [String: String] {
    switch tab {
    case .connection: connection.problems(apps: apps)
    case .provisioning: provisioning.problems
    case .parameters: parameters.editor?.problems ?? [:]
    case .rules: rules.editor?.problems(names: rules.names(app)) ?? [:]
    case .directory: directory.editor?.problems ?? [:]
    case .tasks, .audit: [:]
    }
  }
}
