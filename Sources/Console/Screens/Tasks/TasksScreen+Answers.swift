import Engine
import Provisioning
import Screen

extension TasksScreen {
  func badge(_ frame: Frame) -> TabBadge {
    let counts = frame.app?.counts ?? [:]
    return TabBadge(
      hasFailed: (counts[.failed] ?? 0) > 0, isRunning: (counts[.running] ?? 0) > 0,
      waiting: counts[.pending] ?? 0)
  }

  mutating func use(_ app: AppOverview?) { self = TasksScreen(app: app?.app.id) }

  mutating func reload(_ frame: inout Frame) {
    frame.request(reading)
    loadDetail(unless: nil, &frame)
  }

  mutating func take(_ answer: ConsoleEvent, _ frame: inout Frame) {
    switch answer {
    case .tasksLoaded(let filter, let place, let page):
      if filter == self.filter, order == .newest { take(page, at: place, &frame) }
    case .tasksSorted(let order, let filter, let rows, let total):
      if filter == self.filter, order == self.order { take(rows, of: total, &frame) }
    case .taskLoaded(let story): take(story, &frame)
    case .differencesFound(let app, let differences):
      if app == frame.app?.app.name { self.differences = differences }
    case .causesLoaded(let app, let causes):
      if frame.shows(TasksScreen.self), app == filter.app { frame.choose(Chooser(causes)) }
    case .impactKnown(let decision, let filter, let impact):
      guard frame.shows(TasksScreen.self), filter == self.filter else { return }
      if impact.count == 0 { return frame.say("nothing here can be \(decision.past)") }
      frame.ask(
        .decideAll(
          decision, filter, impact, described: words, app: frame.app, at: frame.now,
          on: frame.size))
    default: break
    }
  }

  private mutating func take(_ page: Page<TaskRow>, at place: ListPlace, _ frame: inout Frame) {
    let before = list.selected
    tellDecisions(of: page.rows, &frame)
    list.take(page.rows, at: place, total: page.total)
    marks.take(page.rows, of: list)
    if let place = list.takePushedOut() { return frame.request(.loadTasks(filter, place)) }
    listChanged(from: before, &frame)
  }

  private mutating func take(_ rows: [TaskRow], of total: Int, _ frame: inout Frame) {
    let before = list.selected
    tellDecisions(of: rows, &frame)
    cutFrom = total > rows.count ? total : nil
    list.take(whole: rows)
    marks.take(whole: rows, of: list)
    listChanged(from: before, &frame)
  }

  private mutating func listChanged(from before: TaskID?, _ frame: inout Frame) {
    list.reveal(height: listHeight(frame))
    if let departed = list.takeDeparted() {
      if isOpen, page.story?.task.id == departed.id { closeDetail() }
      // What was decided from here is known; where others' went is asked.
      if frame.message.text.isEmpty {
        askedAbout = departed.id
        return frame.request(.loadTask(departed.id))
      }
    }
    loadDetail(unless: before, &frame)
  }

  /// Says what somebody else decided about a task that is shown; what went wrong stays.
  private func tellDecisions(of rows: [TaskRow], _ frame: inout Frame) {
    guard frame.message.text.isEmpty || frame.message.role == .plain else { return }
    let known = Dictionary(
      list.rows.map { ($0.id, $0.task.status) }, uniquingKeysWith: { first, _ in first })
    for row in rows {
      guard known[row.id] == .pending, row.task.status != .pending, let by = row.task.decidedBy,
        by != frame.settings.actor, by != Actor.policy.name
      else { continue }
      let decision = row.task.status == .ignored ? "ignored" : "approved"
      return frame.say(
        "\(by) \(decision) task \(row.id): \(row.task.action.rawValue) \(row.task.name)")
    }
  }

  private mutating func take(_ story: TaskStory, _ frame: inout Frame) {
    let task = story.task
    if askedAbout == task.id {
      askedAbout = nil
      let by = task.decidedBy.map { " by \($0)" } ?? ""
      if frame.message.text.isEmpty {
        frame.say("task \(task.id) left the list: it is \(task.status.rawValue)\(by)")
      }
    }
    if task.id == list.selected { page.take(story, at: frame.now) }
  }

  mutating func age(_ frame: Frame) {
    if isDetailShown(frame) { page.age(to: frame.now) }
  }
}
