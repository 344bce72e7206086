import Engine
import Provisioning
import Screen

/// The list of tasks, live, newest first.
struct TasksScreen: Screen {
  static let title = "Tasks"
  static let tellsStaleUsers = true
  static let formIsFilter = true

  /// Statuses that one key goes through, called as the rows call them; the first is all of them.
  static let chips: [(name: String, statuses: [TaskStatus])] =
    [("all", [])]
    + [
      TaskStatus.pending, .approved, .running, .failed, .provisioned, .ignored, .superseded,
    ].map { ($0.rawValue, [$0]) }

  private(set) var filter: TaskFilter
  /// The filter as it was typed.
  private(set) var words = ""
  /// What is wrong with the filter as it is typed.
  private(set) var problem: String?
  var list = Window<TaskRow>()
  /// The order of the list.
  private(set) var order = TaskOrder.newest
  /// How many tasks the filter matches, where only the newest of them are brought into an order.
  var cutFrom: Int?
  var marks = TaskMarks()
  var story: TaskStory?
  var detail = Pager()
  /// When the ages in the detail were told.
  var toldAt: Double = 0
  /// Whether the detail takes the whole width.
  var isOpen = false
  /// A form that builds the filter.
  var builder: Form?
  /// What the last look at the app found to be different.
  var differences: [VerifyReport.Difference] = []
  /// A task that left the list and is being looked up, to say where it went.
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
    marks.clear()
    return true
  }

  /// Takes another order.
  mutating func setOrder(_ order: TaskOrder) {
    self.order = order
    cutFrom = nil
    list.clear()
  }

  /// What reads the list.
  var reading: Effect {
    order == .newest ? .loadTasks(filter, list.refresh) : .loadTasksBy(order, filter)
  }

  /// Which of the chips is shown; `nil` for other statuses.
  var chip: Int? { Self.chips.firstIndex { Set($0.statuses) == filter.statuses } }

  /// The words of the filter with the statuses of a chip in them.
  func words(chip: Int) -> String {
    var query = TaskQuery(words)
    query.statuses = Self.chips[chip].statuses
    return query.text
  }

  /// The tasks that a decision is about: the marked ones, else the chosen one.
  var chosen: [ProvisioningTask] {
    if isOpen || marks.isEmpty { return list.row.map { [$0.task] } ?? [] }
    return marks.sorted
  }
}
