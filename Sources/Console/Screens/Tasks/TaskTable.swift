import Text
import Engine
import Provisioning
import Screen

/// The list of tasks as it is drawn.
struct TaskTable {
  let screen: TasksScreen
  let frame: Frame

  /// Only what is seen is made into text.
  func draw(into surface: inout Surface, _ area: Area) {
    let list = screen.list
    let height = max(0, area.rows - 2)
    let first = list.firstSeen(height: height)
    let rows = list.rows.dropFirst(first).prefix(height).map { row(for: $0.task) }
    surface.draw(
      Table(
        title: title.filtered(screen.words, "filter", frame.typing),
        columns: Self.columns(area.columns).map { $0.sorted(screen.order) },
        rows: Array(rows), selected: list.index - first, top: 0, empty: emptyWords,
        typing: frame.typing, problem: screen.problem), area)
  }

  private var title: String {
    let position = screen.list.rows.isEmpty ? "0" : Count.grouped(screen.list.position)
    var title = "\(position) of \(screen.total)"
    if let cutFrom = screen.cutFrom {
      let all = Count.found(cutFrom, isWhole: screen.search.isCountedWhole)
      title += ", the newest of \(all)"
    }
    if !screen.marks.isEmpty { title += "  \(Count.grouped(screen.marks.count)) marked" }
    return title
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

  private func row(for task: ProvisioningTask) -> TableRow {
    let isAsked = task.status == .pending && task.action.isDestructive
    return TableRow(
      [
        task.name, task.status.rawValue, task.action.rawValue,
        Age.words(frame.now - task.createdAt),
        task.whyWords.visible(upTo: 300), task.decidedBy ?? "", String(task.id),
      ], role: isAsked ? .destructive : task.status.role,
      mark: screen.marks.has(task.id) ? "*" : " ")
  }

  private var emptyWords: String {
    if frame.work.jobs.contains(where: { $0.effect.isOfTasks }) {
      return "reading …"
    }
    guard screen.words.isEmpty else {
      return "No tasks match \(screen.words)  Esc clears the filter"
    }
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
