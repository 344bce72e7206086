import Engine
import Provisioning
import Screen

extension Console {
  func drawDirectory(_ surface: inout Surface, _ area: Area) {
    if let editor = directory.editor {
      surface.write(
        editor.original.map { "Attributes of \($0.username)" } ?? "A new user", column: 1,
        row: area.row, role: .heading, width: max(0, area.columns - 1))
      return draw(editor.form, &surface, area.belowTitle, below: [])
    }
    if let run = directory.testRun { return draw(run.lines, &surface, area) }
    if directory.isOpen { return drawUser(&surface, area, isTop: false) }
    if directory.shows == .roles {
      drawRoles(&surface, layout.list)
    } else {
      drawUsers(&surface, layout.list)
      if layout.isWide { drawUser(&surface, layout.detail, isTop: true) }
    }
  }

  private func drawUser(_ surface: inout Surface, _ area: Area, isTop: Bool) {
    guard let user = directory.list.row?.user else { return }
    guard let shown = directory.shown, shown.id == user.id || isTop && isReadingDetail else {
      return draw([Line("reading \(user.username) …", .muted)], &surface, area)
    }
    if isTop { return draw(directory.detail.lines, &surface, area) }
    draw(directory.detail, &surface, area)
  }

  private func drawUsers(_ surface: inout Surface, _ area: Area) {
    let list = directory.list
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
    let isWhole = directory.search.isEmpty && directory.role == nil
    let total = Self.counted(list.total, isWhole: isWhole)
    var title = "Users · \(Count.grouped(list.position)) of \(total)  → roles"
    if typing != nil || !directory.words.isEmpty { title += "  search: " }
    if typing == nil { title += directory.words }
    let isEmptySearch = directory.words.isEmpty
    draw(
      Table(
        title: title,
        columns: [
          Column("USERNAME", 16...30, keeps: 9), Column("STATUS", 9...9, keeps: 7),
          Column("E-MAIL", 18...34, keeps: 6), Column("DEPARTMENT", 10...20, keeps: 4),
          Column("ROLES", 10...60, keeps: 5),
        ], rows: Array(rows), selected: list.index - first, top: 0,
        empty: isEmptySearch
          ? "The directory is empty: n makes a user; usher directory import FILE takes many"
          : "Nobody matches \(directory.words)  Esc clears the search", typing: typing), &surface,
      area)
  }

  private func drawRoles(_ surface: inout Surface, _ area: Area) {
    let rows = directory.roles.map { role in
      TableRow([
        role.name, Count.grouped(role.members), role.givesAccess ? "yes" : "",
      ])
    }
    draw(
      Table(
        title: "Roles · \(Count.words(rows.count, "role"))  ← users",
        columns: [
          Column("ROLE", 18...40, keeps: 9), Column("USERS", 7...9, keeps: 7),
          Column("GIVES \(app?.app.name ?? "the app")", 10...30, keeps: 8),
        ], rows: rows, selected: directory.rolesCursor.index, top: directory.rolesCursor.top,
        empty: "There are no roles: n makes one; a role gives access to the app"), &surface, area)
  }
}
