import Engine
import Provisioning
import Screen

extension Console {
  func drawTasks(_ surface: inout Surface, _ area: Area) {
    if tasks.isOpen { return drawStory(&surface, area, isTop: false) }
    if layout.context != nil { drawChips(&surface, layout.list) }
    if let builder = tasks.builder {
      surface.write(
        "A filter: \(tasks.words)", column: 1, row: taskTableArea.row, role: .heading,
        width: max(0, taskTableArea.columns - 1))
      draw(
        builder, &surface, taskTableArea.belowTitle,
        below: [Line(""), Line("\(total) match; the list follows each change", .muted)])
    } else {
      drawTaskList(&surface, taskTableArea)
    }
    if layout.isWide { drawStory(&surface, layout.detail, isTop: true) }
  }

  private func drawStory(_ surface: inout Surface, _ area: Area, isTop: Bool) {
    guard let id = tasks.list.selected else { return }
    // While the next one is read the last one stays: to wipe it for a moment would flicker.
    guard let story = tasks.story, story.task.id == id || isTop && isReadingDetail else {
      return draw([Line("reading task \(id) …", .muted)], &surface, area)
    }
    var pager = tasks.detail
    pager.title = tasks.isOpen ? "Task \(id)" : ""
    if isTop {
      draw(pager.lines, &surface, area)
    } else {
      draw(pager, &surface, area)
    }
  }

  /// The statuses with how many tasks each has; the one that is shown alone stands out.
  private func drawChips(_ surface: inout Surface, _ area: Area) {
    let counts = app?.counts ?? [:]
    var column = 1
    for (index, chip) in TasksScreen.chips.enumerated() {
      let isChosen = tasks.chip == index
      let count =
        index == 0
        ? counts.values.reduce(0, +) : chip.statuses.reduce(0) { $0 + (counts[$1] ?? 0) }
      let text = "\(chip.name) \(Count.grouped(count))"
      guard column + text.displayWidth + 2 < area.columns else { break }
      column = surface.write(
        isChosen ? "[\(text)]" : " \(text) ", column: column, row: area.row,
        role: isChosen ? .tabActive : chip.statuses.last?.role ?? .text)
    }
  }

  private func drawTaskList(_ surface: inout Surface, _ area: Area) {
    let list = tasks.list
    // Only what is seen is made into text.
    let height = max(0, area.rows - 2)
    let first = list.firstSeen(height: height)
    let rows = list.rows.dropFirst(first).prefix(height).map { row(for: $0.task) }
    let position = list.rows.isEmpty ? "0" : Count.grouped(list.position)
    var title = "\(position) of \(total)"
    if !tasks.marks.isEmpty { title += "  \(Count.grouped(tasks.marks.count)) marked" }
    if typing != nil || !tasks.words.isEmpty { title += "  filter: " }
    if typing == nil { title += tasks.words }
    draw(
      Table(
        title: title, columns: Self.taskColumns, rows: Array(rows), selected: list.index - first,
        top: 0, empty: emptyTasks, typing: typing, problem: tasks.problem), &surface, area)
  }

  private static let taskColumns = [
    Column("NAME", 18...34, keeps: 9), Column("STATUS", 11...11, keeps: 8),
    Column("ACTION", 11...14, keeps: 7), Column("AGE", 4...4, keeps: 5),
    Column("WHY", 24...80, keeps: 6), Column("BY", 8...12, keeps: 3),
    Column("TASK", 5...8, keeps: 2),
  ]

  private func row(for task: ProvisioningTask) -> TableRow {
    let why = task.error?.advice ?? task.note ?? task.reason
    let isAsked = task.status == .pending && task.action.isDestructive
    return TableRow(
      [
        task.name, task.status.rawValue, task.action.rawValue, Age.words(now - task.createdAt),
        why.visible(upTo: 300), task.decidedBy ?? "", String(task.id),
      ], role: isAsked ? .destructive : task.status.role,
      mark: tasks.marks[task.id] == nil ? " " : "*")
  }

  private var emptyTasks: String {
    if work.jobs.contains(where: { if case .loadTasks = $0.effect { true } else { false } }) {
      return "reading …"
    }
    guard tasks.words.isEmpty else { return "No tasks match \(tasks.words)  Esc clears the filter" }
    guard let app else { return "No app is set up yet: 1 opens Connection" }
    if !app.app.definition.provisioning.enabled {
      return "No tasks yet: provisioning is not enabled; 2 opens Provisioning"
    }
    return "No tasks yet: give a user a role in 6 Directory, or R reapplies"
  }
}
