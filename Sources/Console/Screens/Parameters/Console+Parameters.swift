import Engine
import Provisioning
import SCIM
import Screen

extension Console {
  /// The parameters with the drafts over them.
  var shownParameters: [ShownParameter] {
    guard let app else { return [] }
    let own = parameters.applied(to: app.app.definition.parameters)
    var overview = app
    overview.app.definition.parameters = own
    let required = requiredPaths(app)
    return overview.parameters.map { parameter in
      let key = parameter.path.lowercased()
      return ShownParameter(
        path: parameter.path, value: parameter.value,
        isOwn: own.contains { $0.path.lowercased() == key }, isRequired: required.contains(key),
        isDraft: parameters.draft(parameter.path) != nil,
        finding: app.findings.first { $0.path.lowercased() == key },
        isAccountOf: parameter.isAccountOf)
    }
  }

  var selectedParameter: ShownParameter? {
    let shown = shownParameters
    let index = parameters.cursor.index
    return shown.indices.contains(index) ? shown[index] : nil
  }

  /// Attributes that must have a value, by the app's schema and by the template.
  private func requiredPaths(_ app: AppOverview) -> Set<String> {
    let schema = app.app.userSchemas.schemas.first?.attributes ?? []
    let names = schema.filter { $0.required && $0.mutability != .readOnly }.map(\.name)
    return Set((names + app.app.template.required).map { $0.lowercased() })
  }

  func parametersReason(_ id: String) -> String? {
    let none = selectedParameter == nil ? "there is no parameter" : nil
    switch id {
    case "parameters.open": return none
    case "parameters.reset":
      if parameters.editor != nil { return "leave the editor first: Esc" }
      return none ?? (selectedParameter?.isOwn == true ? nil : "it is the template's")
    default: return nil
    }
  }

  mutating func performParameters(_ id: String) -> [Effect] {
    switch id {
    case "parameters.open":
      guard let row = selectedParameter, parameters.editor == nil else { return [] }
      parameters.editor = ParameterEditor(
        path: row.path, value: row.value, isNew: false, names: attributeNames)
    case "parameters.new":
      parameters.editor = ParameterEditor(path: "", value: "", isNew: true, names: attributeNames)
    case "parameters.sample":
      overlays.append(
        .chooser(Chooser(purpose: .sample, title: "Show values for", options: [])))
      return request(.loadUsers(search: "", role: nil, .first))
    case "parameters.reset":
      if let row = selectedParameter { parameters.put(row.path, .template) }
    default: break
    }
    return []
  }

  /// The names that a template can read.
  private var attributeNames: [String] {
    let own = parameters.sample?.attributes.keys.sorted() ?? []
    let known = ["username", "status", "roles"] + DirectoryUser.knownAttributes
    return known + own.filter { !known.contains($0) }
  }

  /// What was typed of a parameter stays, unsaved.
  mutating func closeParameter() {
    guard let editor = parameters.editor else { return }
    if editor.form.isDirty {
      if editor.target.isEmpty {
        return say("name the attribute first, or u takes back what was typed", .warning)
      }
      parameters.put(editor.target, .value(editor.value))
    }
    parameters.editor = nil
  }

  mutating func undoParameters() {
    if parameters.editor != nil {
      parameters.editor?.form.undo()
    } else if !parameters.drafts.isEmpty {
      parameters.drafts.removeLast()
    }
  }

  mutating func saveParameters() -> [Effect] {
    guard let app else { return [] }
    if let editor = parameters.editor {
      let problems = editor.problems
      guard problems.isEmpty else {
        parameters.editor?.form.show(problems)
        say("not saved: \(problems.values.sorted().first ?? "")", .warning)
        return []
      }
      parameters.put(editor.target, .value(editor.value))
    } else if let wrong = shownParameters.firstIndex(where: { $0.isDraft && $0.kind == "WRONG" }) {
      parameters.cursor.index = wrong
      say("not saved: a value cannot be read; Enter shows why", .warning)
      return []
    }
    var before = app.app.definition
    before.parameters = parameters.base ?? before.parameters
    var after = app.app.definition
    after.parameters = parameters.applied(to: before.parameters)
    guard after != before else {
      parameters.markSaved(after)
      return []
    }
    parameters.saving = after
    return begin(.saveApp(from: before, to: after, secret: nil))
  }

  func drawParameters(_ surface: inout Surface, _ area: Area) {
    guard app != nil else { return draw(noApp, &surface, area) }
    guard let editor = parameters.editor else { return drawParameterList(&surface, area) }
    var editorArea = area
    if layout.isWide {
      drawParameterList(&surface, layout.list)
      editorArea = layout.detail
    }
    let title = editor.isNew ? "A new attribute" : editor.path
    surface.write(
      title, column: editorArea.column + 1, row: editorArea.row, role: .heading,
      width: editorArea.columns - 1)
    draw(
      editor.form, &surface, editorArea.belowTitle,
      below: editor.preview(parameters.sample, on: today),
      caretMark: editor.templateError.map { ($0.column, "value") })
  }

  /// The day, for values that tell it.
  private var today: String { EvaluationTime(now: now).todayText }

  /// The list, and below it the rows for what was found of the selected attribute.
  private func areas(_ area: Area) -> (list: Area, below: Area) {
    let lines = findingLines(area.columns).count
    guard lines > 0, area.rows > lines + 4 else {
      return (area, Area(column: area.column, row: area.row, columns: area.columns, rows: 0))
    }
    let rows = area.rows - lines
    return (
      Area(column: area.column, row: area.row, columns: area.columns, rows: rows),
      Area(column: area.column, row: area.row + rows, columns: area.columns, rows: lines)
    )
  }

  private func findingLines(_ columns: Int) -> [String] {
    guard let row = selectedParameter, let finding = row.finding, let app else { return [] }
    let forget =
      "usher connection findings \(app.app.name.quotedForShell) --forget "
      + row.path.quotedForShell
    return ["\(row.path.visible(upTo: 60)): \(finding.sentence)", "forget it: \(forget)"]
      .flatMap { $0.wrapped(columns - 2) }
  }

  private func drawFinding(_ surface: inout Surface, _ area: Area) {
    for (offset, line) in findingLines(area.columns).prefix(area.rows).enumerated() {
      surface.write(
        line, column: area.column + 1, row: area.row + offset, role: .hint,
        width: area.columns - 1)
    }
  }

  private func drawParameterList(_ surface: inout Surface, _ area: Area) {
    let sample = parameters.sample
    let columns = [
      Column("APP ATTRIBUTE", 26...40, keeps: 9), Column("VALUE", 16...40, keeps: 8),
      Column("KIND", 10...10, keeps: 4), Column("REQUIRED", 8...8, keeps: 3),
      Column(sample.map { "FOR \($0.username)" } ?? "FOR … (s)", 14...60, keeps: 6),
    ]
    let rows = shownParameters.map { row in
      TableRow(
        [
          row.path, row.value ?? "(left alone)", row.kind, row.isRequired ? "yes" : "",
          row.sample(sample, on: today),
        ], role: row.role, mark: row.isDraft ? "*" : " ")
    }
    let (area, below) = areas(area)
    drawFinding(&surface, below)
    draw(
      Table(
        title: "\(rows.count) attributes · template \(app?.app.template.name ?? "")",
        columns: columns, rows: rows, selected: parameters.cursor.index,
        top: parameters.cursor.top), &surface, area)
  }
}
