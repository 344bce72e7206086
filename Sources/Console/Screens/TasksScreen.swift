import Engine
import Provisioning

/// The list of tasks, live, newest first. The chosen row is kept by its key, whatever comes or goes.
struct TasksScreen: Sendable {
  /// How many tasks are asked for at once.
  static let pageSize = 200

  var filter = TaskFilter()
  /// The filter as it was typed.
  var words = ""
  var rows: [ProvisioningTask] = []
  var total = 0
  var selected: TaskID?
  var top = 0
  var marks: Set<TaskID> = []
  /// The lines about the chosen task, once they are there.
  var detail: (id: TaskID, lines: [String])?
  /// Whether the detail takes the whole width.
  var isOpen = false
  var detailTop = 0

  var index: Int { rows.firstIndex { $0.id == selected } ?? 0 }
  var task: ProvisioningTask? { rows.indices.contains(index) ? rows[index] : nil }

  func reload() -> [Effect] {
    [.loadTasks(filter, before: nil)] + (selected.map { [.loadTask($0)] } ?? [])
  }

  mutating func setApp(_ app: AppID?) {
    guard filter.app != app else { return }
    filter.app = app
    rows = []
    selected = nil
    marks = []
  }

  /// Takes a page. A row that left gives its place to its neighbour; at the top the newest is
  /// followed.
  mutating func take(_ page: TaskPage) {
    guard page.filter == filter else { return }
    let wasAtTop = selected == nil || selected == rows.first?.id
    let place = index
    if let before = page.before {
      rows = rows.filter { $0.id >= before } + page.tasks.filter { $0.id < before }
    } else {
      // Rows behind the page stay as they were: they are older than everything in it.
      let last = page.tasks.last?.id
      let older = page.tasks.count < Self.pageSize ? [] : rows.filter { $0.id < last ?? 0 }
      rows = page.tasks + older
    }
    total = page.total
    if wasAtTop, top == 0 {
      selected = rows.first?.id
    } else if !rows.contains(where: { $0.id == selected }) {
      selected = rows.isEmpty ? nil : rows[min(place, rows.count - 1)].id
    }
    marks.formIntersection(rows.map(\.id))
  }

  mutating func show(_ id: TaskID, _ lines: [String]) {
    guard id == selected else { return }
    if detail?.id != id { detailTop = 0 }
    detail = (id, lines)
  }

  /// Chooses another row; more are asked for when the end of what is there comes near.
  mutating func move(_ count: Int) -> [Effect] {
    guard !rows.isEmpty else { return [] }
    let next = max(0, min(rows.count - 1, index + count))
    selected = rows[next].id
    var effects: [Effect] = [.loadTask(rows[next].id)]
    if next > rows.count - 50, rows.count < total, let last = rows.last {
      effects.append(.loadTasks(filter, before: last.id))
    }
    return effects
  }

  mutating func toggleMark() {
    guard let selected else { return }
    if marks.remove(selected) == nil { marks.insert(selected) }
  }

  /// The tasks that a decision is about: the marked ones, else the chosen one.
  var chosen: [ProvisioningTask] {
    marks.isEmpty ? task.map { [$0] } ?? [] : rows.filter { marks.contains($0.id) }
  }

  /// Takes a filter as it was typed: `status:pending action:create user:ann text`.
  ///
  /// - Returns: what is wrong with it; `nil` where it was taken.
  mutating func setFilter(_ text: String) -> String? {
    var next = TaskFilter(app: filter.app)
    var search: [String] = []
    for word in text.split(separator: " ") {
      let parts = word.split(separator: ":", maxSplits: 1).map(String.init)
      guard parts.count == 2 else {
        search.append(String(word))
        continue
      }
      switch parts[0] {
      case "status":
        guard let status = TaskStatus(rawValue: parts[1]) else { return "no status \(parts[1])" }
        next.statuses.insert(status)
      case "action":
        guard let action = TaskAction(rawValue: parts[1]) else { return "no action \(parts[1])" }
        next.actions.insert(action)
      case "user": next.user = parts[1]
      default: return "\(parts[0]): is no filter; there is status: action: user:"
      }
    }
    next.search = search.isEmpty ? nil : search.joined(separator: " ")
    filter = next
    words = text
    rows = []
    selected = nil
    top = 0
    marks = []
    return nil
  }
}
