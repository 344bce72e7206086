import Engine
import Provisioning
import SCIM
import Screen

/// The app's attributes and where their values come from.
struct ParametersScreen: Sendable {
  /// What a parameter becomes when it is saved.
  enum Draft: Sendable, Hashable {
    /// This value; `nil`: the attribute is left alone.
    case value(String?)
    /// The template's again.
    case template
  }

  var cursor = ListCursor()
  /// Changes that are not saved, by path, in the order in which they were made.
  var drafts: [(path: String, draft: Draft)] = []
  var editor: ParameterEditor?
  /// The user for whom values are shown.
  var sample: DirectoryUser?
  var base: [Parameter]?
  /// What is being saved.
  var saving: AppDefinition?

  var isDirty: Bool { !drafts.isEmpty || editor?.form.isDirty == true }

  /// Remembers what the drafts began with.
  mutating func take(_ app: AppOverview?) {
    if !isDirty { base = app?.app.definition.parameters }
  }

  mutating func put(_ path: String, _ draft: Draft) {
    drafts.removeAll { $0.path.lowercased() == path.lowercased() }
    drafts.append((path, draft))
  }

  func draft(_ path: String) -> Draft? {
    drafts.last { $0.path.lowercased() == path.lowercased() }?.draft
  }

  mutating func markSaved(_ app: AppDefinition) {
    saving = nil
    drafts = []
    editor = nil
    base = app.parameters
  }

  /// The app's own parameters with the drafts in them.
  func applied(to own: [Parameter]) -> [Parameter] {
    var own = own
    for (path, draft) in drafts {
      let index = own.firstIndex { $0.path.lowercased() == path.lowercased() }
      switch (draft, index) {
      case (.template, let index?): own.remove(at: index)
      case (.template, nil): break
      case (.value(let value), let index?): own[index].value = value
      case (.value(let value), nil): own.append(Parameter(path: path, value: value))
      }
    }
    return own
  }
}

/// A parameter as the list shows it.
struct ShownParameter: Sendable, Hashable {
  var path: String
  var value: String?
  var isOwn: Bool
  var isRequired: Bool
  var isDraft: Bool
  /// What the app was seen to do with it.
  var finding: AttributeFinding?
  var isAccountOf = false

  /// What kind of value it has.
  var kind: String {
    guard let value else { return "left alone" }
    if let finding, finding.isLearned { return finding.isComputed ? "the app's" : "not kept" }
    guard let template = try? ValueTemplate(parsing: value) else { return "WRONG" }
    if isAccountOf { return "account of" }
    if template.isConstant { return "constant" }
    let inner = value.dropFirst(2).dropLast(2).filter { $0 != " " }
    return template.attributes.contains(String(inner)) ? "attribute" : "template"
  }

  /// How the row stands out.
  var role: Role {
    if kind == "WRONG" { return .error }
    return finding?.isLearned == true ? .warning : .text
  }

  /// The value for a user, on a day.
  func sample(_ user: DirectoryUser?, on today: String) -> String {
    guard let user, let value, let template = try? ValueTemplate(parsing: value) else { return "" }
    return template.text(for: user, on: today)
  }
}

/// One parameter while it is edited.
struct ParameterEditor: Sendable, Hashable {
  var path: String
  var isNew: Bool
  var form: Form

  init(path: String, value: String?, isNew: Bool, names: [String]) {
    self.path = path
    self.isNew = isNew
    var text = FormField.text(
      "value", "Value", value ?? "",
      help: "Text with {{ attribute }} in it; Tab completes a name. | applies a filter.")
    text.completions = names
    text.isTemplate = true
    let attribute = FormField.text(
      "path", "App attribute", path,
      help: "A SCIM path, such as title or emails[type eq \"work\"].value.")
    form = Form(
      (isNew ? [attribute] : []) + [
        text,
        .tick(
          "sent", "Send this attribute", isNew || value != nil,
          help: "Without the tick the attribute is left alone for ever."),
      ])
    form.enter()
  }

  /// The path as it was typed, or as it is.
  var target: String { isNew ? form["path"] : path }

  var value: String? { form.isOn("sent") ? form["value"] : nil }

  /// What is wrong stands below while it is typed; it is judged anew with each key.
  mutating func judge() {
    let problems = problems
    for field in form.fields where field.problem != nil {
      form.configure(field.id) { $0.problem = problems[$0.id] }
    }
  }

  var problems: [String: String] {
    var problems: [String: String] = [:]
    if isNew {
      if form["path"].isEmpty {
        problems["path"] = "name an attribute of the app"
      } else {
        do throws(SCIMSyntaxError) {
          _ = try AttributePath(parsing: form["path"])
        } catch {
          problems["path"] = error.reason
        }
      }
    }
    if let error = templateError { problems["value"] = error.description }
    return problems
  }

  var templateError: TemplateError? {
    guard let value else { return nil }
    do throws(TemplateError) {
      _ = try ValueTemplate(parsing: value)
      return nil
    } catch {
      return error
    }
  }

  /// The value for the sample user, or what is wrong, with a mark under the place.
  func preview(_ sample: DirectoryUser?, on today: String) -> [Line] {
    guard let value else { return [Line(""), Line("The attribute is left alone.", .muted)] }
    guard let template = try? ValueTemplate(parsing: value) else {
      guard let error = templateError else { return [] }
      return [Line(""), Line("\(error.reason)", .error)]
        + (error.suggestion.map { [Line($0, .hint)] } ?? [])
    }
    guard let sample else { return [Line(""), Line("s chooses a user for a preview.", .muted)] }
    let text = template.text(for: sample, on: today)
    var lines = [Line(""), Line("for \(sample.username):", .heading)]
    lines.append(text.isEmpty ? Line("(empty: not sent)", .warning) : Line("→ \(text)", .success))
    let names = template.attributes.sorted()
    lines += names.map { name in
      Line("  \(name) = \(sample.value(of: name).elements.joined(separator: ", "))", .muted)
    }
    return lines
  }
}
