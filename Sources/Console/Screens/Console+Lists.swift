import Engine
import Provisioning
import Screen

extension Console {
  func drawTasks(_ surface: inout Surface, _ top: Int, _ height: Int) {
    if tasks.isOpen { return drawDetail(&surface, 0, size.columns, top, height) }
    let isWide = size.columns >= 100
    let width = isWide ? size.columns * 55 / 100 : size.columns
    let filter = tasks.words.isEmpty ? "" : "  filter: \(tasks.words)"
    let marked = tasks.marks.isEmpty ? "" : "  \(tasks.marks.count) marked"
    surface.write(
      " \(tasks.rows.isEmpty ? 0 : tasks.index + 1) of \(tasks.total)\(filter)\(marked)", column: 0,
      row: top, role: .heading, width: width)
    if tasks.rows.isEmpty {
      let empty =
        tasks.words.isEmpty
        ? "No tasks yet: give a role in 6 Directory, or R reapplies in 4 Rules"
        : "No tasks match \(tasks.words)  Esc clears the filter"
      surface.write(empty, column: 1, row: top + 1, role: .muted, width: width - 2)
    }
    var cursor = ListCursor(index: tasks.index, top: tasks.top)
    cursor.reveal(height: height - 1, count: tasks.rows.count)
    for (offset, task) in tasks.rows.dropFirst(cursor.top).prefix(max(0, height - 1)).enumerated() {
      let isSelected = cursor.top + offset == cursor.index
      surface.write(
        line(task, width), column: 0, row: top + 1 + offset,
        role: isSelected ? .selection : role(task), width: width)
    }
    if isWide {
      drawDetail(&surface, width + 1, size.columns - width - 1, top, height)
    }
  }

  /// Status, action, name, why: what goes first when it gets narrow stands last.
  private func line(_ task: ProvisioningTask, _ width: Int) -> String {
    let mark = tasks.marks.contains(task.id) ? "*" : " "
    let why = task.error?.advice ?? task.note ?? task.reason
    return "\(mark)\(String(task.id).fitted(6)) \(task.status.rawValue.fitted(11)) "
      + "\(task.action.rawValue.fitted(14)) \(task.name.visible.fitted(width < 70 ? 20 : 28)) \(why)"
  }

  private func role(_ task: ProvisioningTask) -> Role {
    switch task.status {
    case .pending: task.action.isDestructive ? .destructive : .pending
    case .failed: .error
    case .running, .approved: .running
    case .provisioned: .success
    case .ignored, .superseded: .muted
    }
  }

  private func drawDetail(
    _ surface: inout Surface, _ column: Int, _ width: Int, _ top: Int, _ height: Int
  ) {
    guard let detail = tasks.detail, detail.id == tasks.selected else { return }
    let lines = detail.lines.dropFirst(tasks.isOpen ? tasks.detailTop : 0)
    for (offset, line) in lines.prefix(height).enumerated() {
      let role: Role = line.contains("error:") ? .error : offset == 0 ? .heading : .text
      surface.write(line, column: column + 1, row: top + offset, role: role, width: width - 1)
    }
  }

  func drawDirectory(_ surface: inout Surface, _ top: Int, _ height: Int) {
    let search = directory.search.isEmpty ? "" : "  search: \(directory.search)"
    surface.write(
      " \(directory.users.count) users\(search)", column: 0, row: top, role: .heading,
      width: size.columns)
    if directory.users.isEmpty {
      surface.write(
        directory.search.isEmpty
          ? "The directory is empty: n makes a user; usher directory import FILE takes many"
          : "Nobody matches \(directory.search)  Esc clears the search",
        column: 1, row: top + 1, role: .muted, width: size.columns - 2)
    }
    var cursor = directory.cursor
    cursor.reveal(height: height - 1, count: directory.users.count)
    let shown = directory.users.dropFirst(cursor.top).prefix(max(0, height - 1))
    for (offset, user) in shown.enumerated() {
      let line =
        " \(user.username.visible.fitted(24)) \(user.status.rawValue.fitted(10)) "
        + "\(user.email.visible.fitted(30)) \(user.roles.joined(separator: ";"))"
      surface.write(
        line, column: 0, row: top + 1 + offset,
        role: cursor.top + offset == cursor.index ? .selection : .text, width: size.columns)
    }
  }
}
