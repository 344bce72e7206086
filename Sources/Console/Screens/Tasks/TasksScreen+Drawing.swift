import Text
import Engine
import Provisioning
import Screen

extension TasksScreen {
  func draw(into surface: inout Surface, _ area: Area, _ frame: Frame) {
    if isOpen { return drawStory(&surface, area, isTop: false, frame) }
    let layout = frame.layout
    if layout.context != nil { drawChips(&surface, layout.list, frame.app?.counts ?? [:]) }
    let listArea = listArea(frame)
    if let builder {
      surface.write(
        "A filter: \(words)", column: 1, row: listArea.row, role: .heading,
        width: max(0, listArea.columns - 1))
      surface.draw(
        builder, listArea.belowTitle,
        below: [Line(""), Line("\(total) match; the list follows each change", .muted)])
    } else {
      drawList(&surface, listArea, frame)
    }
    if layout.isWide { drawStory(&surface, layout.detail, isTop: true, frame) }
  }

  private func drawStory(
    _ surface: inout Surface, _ area: Area, isTop: Bool, _ frame: Frame
  ) {
    guard let id = list.selected else { return }
    // While the next one is read the last one stays: to wipe it for a moment would flicker.
    guard let story, story.task.id == id || isTop && frame.isReadingDetail else {
      return surface.draw([Line("reading task \(id) …", .muted)], area)
    }
    if isTop { return surface.draw(detail.lines, area) }
    var pager = detail
    pager.title = "Task \(id)"
    surface.draw(pager, area)
  }

  /// The statuses with how many tasks each has; the one that is shown alone stands out.
  private func drawChips(
    _ surface: inout Surface, _ area: Area, _ counts: [TaskStatus: Int]
  ) {
    let shown = shownChips(counts)
    let texts = shown.map { index -> String in
      let chip = Self.chips[index]
      let count =
        index == 0
        ? counts.values.reduce(0, +) : chip.statuses.reduce(0) { $0 + (counts[$1] ?? 0) }
      return "\(chip.name) \(Count.grouped(count))"
    }
    // Where not all fit, those around the chosen one do, and what is cut is said.
    let room = area.columns - 2
    var first = 0
    func end(from first: Int) -> Int {
      var used = first > 0 ? 3 : 0
      for index in first..<texts.count {
        let isLast = index == texts.count - 1
        used += texts[index].displayWidth + 2
        if used + (isLast ? 0 : 8) > room { return index }
      }
      return texts.count
    }
    let place = shown.firstIndex(of: chip ?? 0) ?? 0
    while end(from: first) <= place, first < place { first += 1 }
    let end = end(from: first)
    var column = 1
    if first > 0 { column = surface.write("← ", column: column, row: area.row, role: .muted) }
    for (index, text) in zip(shown[first..<end], texts[first..<end]) {
      let isChosen = chip == index
      column = surface.write(
        isChosen ? "[\(text)]" : " \(text) ", column: column, row: area.row,
        role: isChosen ? .tabActive : Self.chips[index].statuses.last?.role ?? .text)
    }
    if end < texts.count {
      surface.write(" +\(texts.count - end) →", column: column, row: area.row, role: .muted)
    }
  }

  private func drawList(_ surface: inout Surface, _ area: Area, _ frame: Frame) {
    // Only what is seen is made into text.
    let height = max(0, area.rows - 2)
    let first = list.firstSeen(height: height)
    let rows = list.rows.dropFirst(first).prefix(height).map { row(for: $0.task, frame) }
    let position = list.rows.isEmpty ? "0" : Count.grouped(list.position)
    var title = "\(position) of \(total)"
    if let cutFrom {
      title += ", the newest of \(Count.found(cutFrom, isWhole: isCountedWhole))"
    }
    if !marks.isEmpty { title += "  \(Count.grouped(marks.count)) marked" }
    surface.draw(
      Table(
        title: title.filtered(words, "filter", frame.typing),
        columns: Self.columns(area.columns).map { $0.sorted(order) },
        rows: Array(rows), selected: list.index - first, top: 0, empty: emptyWords(frame),
        typing: frame.typing, problem: problem), area)
  }

  /// The reason is readable at every width: it takes the rest of the line.
  private static func columns(_ width: Int) -> [Column] {
    let why = width < 50 ? 13 : width < 76 ? 22 : 32
    return [
      Column("NAME", (width < 60 ? 12 : 16)...26, keeps: 9), Column("STATUS", 11...11, keeps: 8),
      Column("ACTION", 11...14, keeps: 5), Column("AGE", 4...4, keeps: 4),
      Column("WHY", why...400, keeps: 7), Column("BY", 8...12, keeps: 3),
      Column("TASK", 5...8, keeps: 2),
    ]
  }

  private func row(for task: ProvisioningTask, _ frame: Frame) -> TableRow {
    let isAsked = task.status == .pending && task.action.isDestructive
    return TableRow(
      [
        task.name, task.status.rawValue, task.action.rawValue,
        Age.words(frame.now - task.createdAt),
        task.whyWords.visible(upTo: 300), task.decidedBy ?? "", String(task.id),
      ], role: isAsked ? .destructive : task.status.role,
      mark: marks.has(task.id) ? "*" : " ")
  }

  private func emptyWords(_ frame: Frame) -> String {
    if frame.work.jobs.contains(where: { $0.effect.isOfTasks }) {
      return "reading …"
    }
    guard words.isEmpty else { return "No tasks match \(words)  Esc clears the filter" }
    guard let app = frame.app else { return "No app is set up yet: 1 opens Connection" }
    if !app.app.definition.provisioning.enabled {
      return "No tasks yet: provisioning is not enabled; 2 opens Provisioning"
    }
    return "No tasks yet: give a user a role in 6 Directory, or R reapplies"
  }
}

extension Column {
  /// The column, marked where the list goes by it.
  fileprivate func sorted(_ order: TaskOrder) -> Column {
    guard order != .newest, title == order.column else { return self }
    var column = self
    column.title += order == .oldest ? "↑" : "↓"
    return column
  }
}

extension Effect {
  /// Whether it reads the list of tasks.
  fileprivate var isOfTasks: Bool {
    switch self {
    case .loadTasks, .loadTasksBy: true
    default: false
    }
  }
}
