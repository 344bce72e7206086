import Text
import Engine
import Provisioning
import SCIM
import Screen

extension ParametersScreen {
  func draw(into surface: inout Surface, _ area: Area, _ frame: Frame) {
    guard frame.app != nil else { return surface.draw(Line.noApp, area) }
    guard let editor else { return drawList(&surface, area, frame) }
    var editorArea = area
    if frame.layout.isWide {
      drawList(&surface, frame.layout.list, frame)
      editorArea = frame.layout.detail
    }
    let title = editor.isNew ? "A new attribute" : editor.path
    surface.write(
      title, column: editorArea.column + 1, row: editorArea.row, role: .heading,
      width: editorArea.columns - 1)
    surface.draw(
      editor.form, editorArea.belowTitle, below: editor.preview(sample, on: frame.today),
      caretMark: editor.templateError.map { ($0.column, "value") })
  }

  /// The list, and below it the rows for what was found of the selected attribute.
  private func areas(_ area: Area, _ frame: Frame) -> (list: Area, below: Area) {
    let lines = findingLines(area.columns, frame).count
    guard lines > 0, area.rows > lines + 4 else {
      return (area, Area(column: area.column, row: area.row, columns: area.columns, rows: 0))
    }
    let rows = area.rows - lines
    return (
      Area(column: area.column, row: area.row, columns: area.columns, rows: rows),
      Area(column: area.column, row: area.row + rows, columns: area.columns, rows: lines)
    )
  }

  private func findingLines(_ columns: Int, _ frame: Frame) -> [String] {
    guard let row = selected(frame.app), let finding = row.finding else { return [] }
    return [
      "\(row.path.visible(upTo: 60)): \(finding.sentence)",
      "f forgets it, so that it is sent again",
    ]
    .flatMap { $0.wrapped(columns - 2) }
  }

  private func drawFinding(_ surface: inout Surface, _ area: Area, _ frame: Frame) {
    for (offset, line) in findingLines(area.columns, frame).prefix(area.rows).enumerated() {
      surface.write(
        line, column: area.column + 1, row: area.row + offset, role: .hint,
        width: area.columns - 1)
    }
  }

  private func drawList(_ surface: inout Surface, _ area: Area, _ frame: Frame) {
    let columns = [
      Column("APP ATTRIBUTE", (area.columns < 60 ? 18 : 26)...40, keeps: 9),
      Column("VALUE", 16...40, keeps: 8),
      Column("KIND", 10...10, keeps: 4), Column("REQUIRED", 8...8, keeps: 3),
      Column(sample.map { "FOR \($0.username)" } ?? "FOR … (s)", 14...60, keeps: 6),
    ]
    let rows = shown(frame.app).map { row in
      TableRow(
        [
          row.path, row.value ?? "(left alone)", row.kind, row.isRequired ? "yes" : "",
          row.sample(sample, on: frame.today),
        ], role: row.role, mark: row.isDraft ? "*" : " ")
    }
    let (area, below) = areas(area, frame)
    drawFinding(&surface, below, frame)
    surface.draw(
      Table(
        title: "\(rows.count) attributes · template \(frame.app?.app.vendor.name ?? "")",
        columns: columns, rows: rows, selected: cursor.index,
        top: cursor.top), area)
  }
}

extension Frame {
  /// The day, for values that tell it.
  fileprivate var today: String { EvaluationTime(now: now).todayText }
}
