import Provisioning

/// The tasks that are marked for one decision about many, as they were last seen.
struct TaskMarks: Sendable {
  private var tasks: [TaskID: ProvisioningTask] = [:]
  /// Where a range began that grows with the cursor.
  private(set) var rangeStart: TaskID?

  var isEmpty: Bool { tasks.isEmpty }
  var count: Int { tasks.count }
  var ids: Set<TaskID> { Set(tasks.keys) }

  /// The tasks, the newest first.
  var sorted: [ProvisioningTask] { tasks.values.sorted { $0.id > $1.id } }

  func has(_ id: TaskID) -> Bool { tasks[id] != nil }

  mutating func clear() { self = TaskMarks() }

  mutating func toggle(_ task: ProvisioningTask) {
    rangeStart = nil
    if tasks.removeValue(forKey: task.id) == nil { tasks[task.id] = task }
  }

  mutating func toggleRange(in list: Window<TaskRow>) {
    rangeStart = rangeStart == nil ? list.selected : nil
    extendRange(in: list)
  }

  /// Marks from where the range began to the cursor.
  mutating func extendRange(in list: Window<TaskRow>) {
    guard let rangeStart, let selected = list.selected else { return }
    let start = list.rows.firstIndex { $0.id == rangeStart }
    guard let start, let end = list.rows.firstIndex(where: { $0.id == selected }) else {
      let range = min(rangeStart, selected)...max(rangeStart, selected)
      for row in list.rows where range.contains(row.id) { tasks[row.id] = row.task }
      return
    }
    for row in list.rows[min(start, end)...max(start, end)] { tasks[row.id] = row.task }
  }

  mutating func markAll(in list: Window<TaskRow>) {
    for row in list.rows { tasks[row.id] = row.task }
  }

  /// Takes the whole list: what is marked and not in it has left it.
  mutating func take(whole rows: [TaskRow], of list: Window<TaskRow>) {
    let shown = Dictionary(rows.map { ($0.id, $0.task) }, uniquingKeysWith: { first, _ in first })
    tasks = tasks.compactMapValues { shown[$0.id] }
    extendRange(in: list)
  }

  /// Takes a page of the list: what is marked and missing between its rows has left the list.
  mutating func take(_ page: [TaskRow], of list: Window<TaskRow>) {
    for row in page where tasks[row.id] != nil { tasks[row.id] = row.task }
    guard let first = page.first?.id, let last = page.last?.id else {
      if list.rows.isEmpty { clear() }
      return
    }
    let shown = Set(page.map(\.id))
    tasks = tasks.filter { shown.contains($0.key) || $0.key > first || $0.key < last }
    extendRange(in: list)
  }
}
