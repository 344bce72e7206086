import Engine
import Provisioning
import Screen

extension RulesScreen {
  func draw(into surface: inout Surface, _ area: Area, _ frame: Frame) {
    guard let app = frame.app else { return surface.draw(Line.noApp, area) }
    if let editor {
      editor.draw(into: &surface, area, frame)
    } else {
      drawList(app, &surface, frame.layout.list)
      if frame.layout.isWide, let rule = selected(app) {
        surface.draw(rule.lines, frame.layout.detail)
      }
    }
  }

  private func drawList(_ app: AppOverview, _ surface: inout Surface, _ area: Area) {
    let all = rules(app)
    let rows = all.enumerated().map { index, rule -> TableRow in
      let count = counts[rule]
      let isCarried = list.carried?.name == rule.name
      let isChanged = list.isChanged(rule, at: index)
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
    let unsaved = list.changed == nil ? "" : "  (changed; Ctrl-s saves, u takes back)"
    surface.draw(
      Table(
        title: "\(Count.words(all.count, "rule")), applied from the top\(unsaved)",
        columns: columns, rows: rows, selected: list.cursor.index, top: list.cursor.top,
        empty:
          "There are no rules yet: everyone with access gets an account, and nobody a group.  n adds one"
      ), area)
  }
}

extension Rule {
  /// The rule as a detail.
  fileprivate var lines: [Line] {
    [
      Line(name, .heading), Line(""), Line("When", .heading), Line("  \(when.words)"),
      Line("Then", .heading),
    ] + then.map { Line("  \($0.words)") }
      + (tests.isEmpty ? [] : [Line("\(Count.words(tests.count, "test")) in the file", .muted)])
  }
}

extension RuleEditor {
  fileprivate func draw(into surface: inout Surface, _ area: Area, _ frame: Frame) {
    let layout = frame.layout
    let formArea = layout.isWide ? layout.list : area
    let title = original.map { "Rule \($0.name)" } ?? "A new rule"
    surface.write(
      title, column: formArea.column + 1, row: formArea.row, role: .heading,
      width: formArea.columns - 1)
    let rule = rule
    let count = counts[rule.when]
    let whole = count.isEmpty ? "" : "  · true of \(count)"
    surface.draw(
      form, formArea.belowTitle,
      below: [Line(""), Line("when \(rule.when.words)\(whole)", .muted)])
    guard layout.isWide else { return }
    if let affected, showsAffected {
      surface.draw(affected.lines(app: frame.app?.app.name ?? ""), layout.detail)
    } else {
      let words = showsAffected ? "looking …" : "Ctrl-v shows whom it matches"
      surface.draw([Line(words, .muted)], layout.detail)
    }
  }
}
