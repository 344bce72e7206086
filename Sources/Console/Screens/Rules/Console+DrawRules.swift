import Engine
import Provisioning
import Screen

extension Console {
  func drawRules(_ surface: inout Surface, _ area: Area) {
    guard app != nil else { return draw(noApp, &surface, area) }
    if let editor = rules.editor {
      drawEditor(editor, &surface, area)
    } else {
      drawRuleList(&surface, layout.list)
      if layout.isWide { drawRule(&surface, layout.detail) }
    }
  }

  private func drawRuleList(_ surface: inout Surface, _ area: Area) {
    let all = rules.rules(app)
    let base = rules.base ?? []
    let rows = all.enumerated().map { index, rule -> TableRow in
      let count = rules.countsFor?.contains(rule) == true ? rules.counts[rule.name] : nil
      let isCarried = rules.carried?.name == rule.name
      let isChanged =
        rules.draft != nil && (!base.indices.contains(index) || base[index] != rule)
      return TableRow(
        [
          "\(index + 1)  \(rule.name)", count.map { Count.grouped($0.matches) } ?? "-",
          count.map { Count.grouped($0.changes) } ?? "-", rule.when.words,
          rule.then.map(\.words).joined(separator: "; "),
        ], role: isCarried ? .marked : .text, mark: isCarried ? ">" : isChanged ? "*" : " ")
    }
    let columns = [
      Column("#  RULE", 18...30, keeps: 9), Column("MATCHES", 7...9, keeps: 7),
      Column("CHANGES", 7...9, keeps: 6), Column("WHEN", 20...50, keeps: 5),
      Column("THEN", 20...60, keeps: 3),
    ]
    let unsaved = rules.draft == nil ? "" : "  (changed; Ctrl-s saves, u takes back)"
    draw(
      Table(
        title: "\(Count.words(all.count, "rule")), applied from the top\(unsaved)",
        columns: columns, rows: rows, selected: rules.cursor.index, top: rules.cursor.top,
        empty:
          "There are no rules yet: everyone with access gets an account, and nobody a group.  n adds one"
      ), &surface, area)
  }

  private func drawRule(_ surface: inout Surface, _ area: Area) {
    guard let rule = rules.selected(app) else { return }
    var lines = [
      Line(rule.name, .heading), Line(""), Line("When", .heading), Line("  \(rule.when.words)"),
      Line("Then", .heading),
    ]
    lines += rule.then.map { Line("  \($0.words)") }
    if !rule.tests.isEmpty {
      lines.append(Line("\(Count.words(rule.tests.count, "test")) in the file", .muted))
    }
    draw(lines, &surface, area)
  }

  private func drawEditor(_ editor: RuleEditor, _ surface: inout Surface, _ area: Area) {
    let formArea = layout.isWide ? layout.list : area
    let title = editor.original.map { "Rule \($0.name)" } ?? "A new rule"
    surface.write(
      title, column: formArea.column + 1, row: formArea.row, role: .heading,
      width: formArea.columns - 1)
    let sentence = Line("when \(editor.rule.when.words)", .muted)
    draw(editor.form, &surface, formArea.belowTitle, below: [Line(""), sentence])
    guard layout.isWide else { return }
    if let affected = editor.affected, editor.showsAffected {
      draw(affected.lines(app: app?.app.name ?? ""), &surface, layout.detail)
    } else {
      draw(
        [Line(editor.showsAffected ? "looking …" : "w shows whom it matches", .muted)], &surface,
        layout.detail)
    }
  }
}
