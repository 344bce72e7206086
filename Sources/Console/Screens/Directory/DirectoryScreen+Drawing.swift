import Engine
import Provisioning
import Screen

extension DirectoryScreen {
  func draw(into surface: inout Surface, _ area: Area, _ frame: Frame) {
    if let editor {
      surface.write(
        editor.original.map { "Attributes of \($0.username)" } ?? "A new user", column: 1,
        row: area.row, role: .heading, width: max(0, area.columns - 1))
      return surface.draw(editor.form, area.belowTitle, below: [])
    }
    if let testRun { return surface.draw(testRun.lines, area) }
    if isOpen {
      if shows == .sources { return surface.draw(sources.detail, area) }
      return drawUser(&surface, area, isTop: false, frame)
    }
    let layout = frame.layout
    switch shows {
    case .sources:
      surface.draw(sources.table(at: frame.now), layout.list)
      if layout.isWide { surface.draw(sources.lines(at: frame.now), layout.detail) }
    case .roles: surface.draw(roles.table(app: frame.app?.app.name), layout.list)
    case .users:
      drawUsers(&surface, layout.list, frame)
      if layout.isWide { drawUser(&surface, layout.detail, isTop: true, frame) }
    }
  }

  private func drawUser(
    _ surface: inout Surface, _ area: Area, isTop: Bool, _ frame: Frame
  ) {
    guard let user = list.row?.user else { return }
    guard let shown, shown.id == user.id || isTop && frame.isReadingDetail else {
      return surface.draw([Line("reading \(user.username) …", .muted)], area)
    }
    if isTop {
      return surface.draw([Line(shown.username, .heading)] + detail.lines, area)
    }
    surface.draw(detail, area)
  }

  private func drawUsers(_ surface: inout Surface, _ area: Area, _ frame: Frame) {
    let height = max(0, area.rows - 2)
    let first = list.firstSeen(height: height)
    let rows = list.rows.dropFirst(first).prefix(height).map { row -> TableRow in
      let user = row.user
      return TableRow(
        [
          user.username, user.status.rawValue, user.attributes["email"] ?? "",
          user.attributes["department"] ?? "", user.roles.joined(separator: ", "),
        ], role: user.status == .suspended ? .muted : .text)
    }
    let total = Count.found(list.total, isWhole: search.isEveryone)
    let title = "Users · \(Count.grouped(list.position)) of \(total)  → roles ← sources"
    surface.draw(
      Table(
        title: title.filtered(search.words, "search", frame.typing),
        columns: [
          Column("USERNAME", 16...30, keeps: 9), Column("STATUS", 9...9, keeps: 7),
          Column("E-MAIL", 18...34, keeps: 6), Column("DEPARTMENT", 10...20, keeps: 4),
          Column("ROLES", 10...60, keeps: 5),
        ], rows: Array(rows), selected: list.index - first, top: 0,
        empty: search.words.isEmpty
          ? "The directory is empty: n makes a user; usher directory import FILE takes many"
          : "Nobody matches \(search.words)  Esc clears the search",
        typing: frame.typing), area)
  }
}
