import Text
import Engine
import Provisioning
import Screen

/// The list of tasks, live, newest first.
struct TasksScreen: Screen {
  static let title = "Tasks"
  static let tellsStaleUsers = true
  static let formIsFilter = true

  private(set) var search: TaskSearch
  var list = Window<TaskRow>()
  /// The order of the list.
  private(set) var order = TaskOrder.newest
  /// How many tasks the filter matches, where only the newest of them are brought into an order.
  var cutFrom: Int?
  var marks = TaskMarks()
  var page = TaskPage()
  /// A form that builds the filter.
  var builder: Form?
  /// What the last look at the app found to be different.
  var differences: [VerifyReport.Difference] = []
  /// A task that left the list and is being looked up, to say where it went.
  var askedAbout: TaskID?

  init(app: AppID? = nil) { search = TaskSearch(app: app) }

  var filter: TaskFilter { search.filter }
  /// The filter as it was typed.
  var words: String { search.words }
  /// What is wrong with the filter as it is typed.
  var problem: String? { search.problem }
  /// Whether the chosen task takes the whole width.
  var isOpen: Bool { page.isOpen }

  /// Takes a filter as it was typed; one that cannot be read changes nothing.
  mutating func setFilter(_ text: String, _ frame: inout Frame) {
    guard search.take(text, at: frame.now) else { return }
    list.clear()
    marks.clear()
    frame.request(order == .newest ? .loadTasks(filter, .first) : reading)
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

  /// How many tasks the filter matches, as far as they were counted.
  var total: String {
    Count.found(list.total, isWhole: search.isCountedWhole || order != .newest)
  }

  /// The statuses above the list.
  func chips(_ frame: Frame) -> TaskChips { TaskChips(filter.statuses, frame.app?.counts ?? [:]) }

  /// The tasks that a decision is about: the marked ones, else the chosen one.
  var chosen: [ProvisioningTask] {
    if isOpen || marks.isEmpty { return list.row.map { [$0.task] } ?? [] }
    return marks.sorted
  }
}
