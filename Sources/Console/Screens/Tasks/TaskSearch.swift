import Engine
import Provisioning

/// The filter of the list of tasks, as it was typed and as the store is asked.
struct TaskSearch: Sendable {
  /// What the store is asked for.
  private(set) var filter: TaskFilter
  /// The filter as it was typed.
  private(set) var words = ""
  /// What is wrong with it as it is typed; what was asked for before stays then.
  private(set) var problem: String?

  init(app: AppID?) { filter = TaskFilter(app: app) }

  /// Takes a filter as it is typed.
  ///
  /// - Returns: whether other tasks are asked for now.
  mutating func take(_ text: String, at now: Double) -> Bool {
    let query = TaskQuery(text)
    words = text
    problem = query.problem
    guard problem == nil else { return false }
    let next = query.filter(app: filter.app, now: now)
    guard next != filter else { return false }
    filter = next
    return true
  }

  /// Whether the number of tasks comes from kept counters.
  var isCountedWhole: Bool {
    var rest = filter
    (rest.app, rest.statuses) = (nil, [])
    return rest == TaskFilter()
  }

  /// The words with these statuses in the place of those that are in them.
  func words(with statuses: [TaskStatus]) -> String {
    var query = TaskQuery(words)
    query.statuses = statuses
    return query.text
  }

  /// Whether nothing that it finds can be decided so, by its statuses alone: what else it matches is
  /// known when it was counted, not by what was read so far.
  func leavesOut(_ decision: Decision) -> Bool {
    !filter.statuses.isEmpty && filter.statuses.isDisjoint(with: decision.applies)
  }
}
