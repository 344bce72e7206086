import Engine
import Provisioning
import Screen

/// The list of tasks, live, newest first.
struct TasksScreen: Sendable {
  /// Statuses that one key goes through, with what they are called; the first is all of them. What
  /// was let go counts as running.
  static let chips: [(name: String, statuses: [TaskStatus])] = [
    ("all", []), ("pending", [.pending]), ("running", [.approved, .running]),
    ("failed", [.failed]), ("provisioned", [.provisioned]), ("ignored", [.ignored]),
  ]

  private(set) var filter: TaskFilter
  /// The filter as it was typed.
  private(set) var words = ""
  /// What is wrong with the filter as it is typed.
  private(set) var problem: String?
  var list = Window<TaskRow>()
  /// The tasks that are marked, as they were last seen.
  private(set) var marks: [TaskID: ProvisioningTask] = [:]
  private(set) var rangeStart: TaskID?
  var story: TaskStory?
  var detail = Pager()
  /// Whether the detail takes the whole width.
  var isOpen = false
  /// A form that builds the filter.
  var builder: Form?
  /// The task that left the list, about which was asked where it went.
  var askedAbout: TaskID?

  init(app: AppID? = nil) { filter = TaskFilter(app: app) }

  /// Takes a filter as it was typed; one that cannot be read changes nothing.
  ///
  /// - Returns: whether the list is another one now.
  mutating func setFilter(_ text: String, now: Double) -> Bool {
    let query = TaskQuery(text)
    words = text
    problem = query.problem
    guard problem == nil else { return false }
    let next = query.filter(app: filter.app, now: now)
    guard next != filter else { return false }
    filter = next
    list.clear()
    clearMarks()
    return true
  }

  /// Which of the chips is shown; `nil` for other statuses.
  var chip: Int? { Self.chips.firstIndex { Set($0.statuses) == filter.statuses } }

  /// The words of the filter with the statuses of a chip in them.
  func words(chip: Int) -> String {
    var query = TaskQuery(words)
    query.statuses = Self.chips[chip].statuses
    return query.text
  }

  mutating func take(_ page: [TaskRow], at place: ListPlace, total: Int) {
    list.take(page, at: place, total: total)
    for row in page where marks[row.id] != nil { marks[row.id] = row.task }
    guard let first = page.first?.id, let last = page.last?.id else {
      if list.rows.isEmpty { clearMarks() }
      return
    }
    // A marked row that is missing between those that are here has left the list.
    let shown = Set(page.map(\.id))
    marks = marks.filter { shown.contains($0.key) || $0.key > first || $0.key < last }
    extendRange()
  }

  // MARK: - Marks

  mutating func clearMarks() {
    marks = [:]
    rangeStart = nil
  }

  mutating func toggleMark() {
    guard let row = list.row else { return }
    rangeStart = nil
    if marks.removeValue(forKey: row.id) == nil { marks[row.id] = row.task }
  }

  mutating func toggleRange() {
    rangeStart = rangeStart == nil ? list.selected : nil
    extendRange()
  }

  /// Marks from where the range began to the cursor.
  mutating func extendRange() {
    guard let rangeStart, let selected = list.selected else { return }
    let range = min(rangeStart, selected)...max(rangeStart, selected)
    for row in list.rows where range.contains(row.id) { marks[row.id] = row.task }
  }

  mutating func markAll() {
    for row in list.rows { marks[row.id] = row.task }
  }

  /// The tasks that a decision is about: the marked ones, else the chosen one.
  var chosen: [ProvisioningTask] {
    if isOpen || marks.isEmpty { return list.row.map { [$0.task] } ?? [] }
    return marks.values.sorted { $0.id > $1.id }
  }

  // MARK: - Building a filter

  static func builder(_ query: TaskQuery) -> Form {
    let any = ("", "any")
    return Form([
      .choice(
        "status", "Status", query.statuses.first?.rawValue ?? "",
        [any] + TaskStatus.allCases.map { ($0.rawValue, $0.rawValue) }),
      .choice(
        "action", "Action", query.actions.first?.rawValue ?? "",
        [any] + TaskAction.allCases.map { ($0.rawValue, $0.rawValue) }),
      .text("user", "User", query.user, help: "The username, whole.", placeholder: "any"),
      .text("group", "Group", query.group, help: "The group's name, whole.", placeholder: "any"),
      .text(
        "department", "Department", query.attributes.first { $0.name == "department" }?.value ?? "",
        help: "The department of the user in the directory.", placeholder: "any"),
      .choice(
        "age", "Filed within", query.age,
        [any, ("1h", "an hour"), ("1d", "a day"), ("7d", "a week"), ("30d", "a month")]),
      .text(
        "search", "Words", query.search.joined(separator: " "),
        help: "What the name or the error holds.", placeholder: "any"),
    ])
  }

  /// The filter that the form builds, as it would be typed.
  func words(built form: Form) -> String {
    var query = TaskQuery(words)
    query.statuses = TaskStatus(rawValue: form["status"]).map { [$0] } ?? []
    query.actions = TaskAction(rawValue: form["action"]).map { [$0] } ?? []
    query.user = form["user"]
    query.group = form["group"]
    query.age = form["age"]
    query.attributes.removeAll { $0.name == "department" }
    if !form["department"].isEmpty { query.attributes.append(("department", form["department"])) }
    query.search = form["search"].words
    return query.text
  }
}
