import Engine
import Provisioning
import Screen

extension Console {
  func tasksReason(_ id: String) -> String? {
    let none = tasks.list.row == nil ? "there is no task" : nil
    let statuses = Set(tasks.chosen.map(\.status))
    switch id {
    case "tasks.approve": return none ?? reason(.approve, statuses, "it is not pending")
    case "tasks.ignore":
      return none ?? reason(.ignore, statuses, "it is neither pending nor failed")
    case "tasks.retry": return none ?? reason(.retry, statuses, "it has not failed")
    case "tasks.verify": return app == nil ? "no app is set up yet" : nil
    case "tasks.filter", "tasks.build", "tasks.chip", "tasks.chipBefore":
      return tasks.isOpen ? Self.inDetail : nil
    case "tasks.approveAll": return allReason(.approve)
    case "tasks.ignoreAll": return allReason(.ignore)
    case "tasks.retryAll": return allReason(.retry)
    default: return tasks.isOpen ? Self.inDetail : none
    }
  }

  /// What a filter matches is known when it was counted, not by what was read so far; what its
  /// statuses leave out, it does not match.
  private func allReason(_ decision: Decision) -> String? {
    if tasks.isOpen { return Self.inDetail }
    let statuses = tasks.filter.statuses
    let isNone = !statuses.isEmpty && statuses.isDisjoint(with: decision.applies)
    return isNone ? "nothing that the filter shows can be \(decision.past)" : nil
  }

  private func reason(_ decision: Decision, _ statuses: Set<TaskStatus>, _ text: String) -> String?
  {
    statuses.isDisjoint(with: decision.applies) ? text : nil
  }

  mutating func performTasks(_ id: String) -> [Effect] {
    switch id {
    case "tasks.approve": return decide(.approve)
    case "tasks.ignore": return decide(.ignore)
    case "tasks.retry": return decide(.retry)
    case "tasks.approveAll": return begin(.weigh(.approve, tasks.filter))
    case "tasks.ignoreAll": return begin(.weigh(.ignore, tasks.filter))
    case "tasks.retryAll": return begin(.weigh(.retry, tasks.filter))
    case "tasks.open":
      tasks.isOpen = true
      tasks.detail = Pager(lines: tasks.story.map { $0.lines(at: now) } ?? [])
      return tasks.list.selected.map { request(.loadTask($0)) } ?? []
    case "tasks.filter": typing = TextField(tasks.words)
    case "tasks.build": tasks.builder = TasksScreen.builder(TaskQuery(tasks.words))
    case "tasks.chip": return turnChip(1)
    case "tasks.chipBefore": return turnChip(-1)
    case "tasks.mark":
      tasks.toggleMark()
      return moveInTasks(.by(1), taskTableArea.rows - 2)
    case "tasks.range": tasks.toggleRange()
    case "tasks.markAll":
      tasks.markAll()
      if tasks.list.total > tasks.list.rows.count {
        say(
          "\(Count.grouped(tasks.marks.count)) are marked; A, I and Ctrl-r take all \(total) that match"
        )
      }
    case "tasks.verify": return verify()
    default: break
    }
    return []
  }

  private mutating func verify() -> [Effect] {
    guard let app else { return [] }
    let user = tasks.isOpen ? tasks.story?.username : nil
    return begin(.verify(app: app.app.name, user: user))
  }

  private mutating func turnChip(_ step: Int) -> [Effect] {
    let count = TasksScreen.chips.count
    let next = ((tasks.chip ?? 0) + step + count) % count
    return setTaskFilter(tasks.words(chip: next))
  }

  /// One creation or update is decided by one key; whatever touches many, or takes something away,
  /// asks.
  private mutating func decide(_ decision: Decision) -> [Effect] {
    let chosen = tasks.chosen.filter { decision.applies.contains($0.status) }
    guard let first = chosen.first else { return [] }
    let weight = DecisionWeight(
      tasks: chosen.count,
      destructive: chosen.count { $0.action.isDestructive && decision.letsGo($0) },
      members: decision == .ignore ? 0 : chosen.map(\.members.count).max() ?? 0)
    if weight.question(isOverLimit: false) == .none {
      tasks.clearMarks()
      return begin(.decide(decision, [first.id]))
    }
    ask(.decide(decision, chosen, app: app, at: now, on: size))
    return []
  }

  mutating func take(_ decision: Decision, _ filter: TaskFilter, _ impact: DecisionImpact) {
    guard tab == .tasks, filter == tasks.filter else { return }
    if impact.count == 0 { return say("nothing here can be \(decision.past)") }
    ask(
      .decideAll(
        decision, filter, impact, described: tasks.words, app: app, at: now, on: size))
  }

  // MARK: - The filter

  mutating func setTaskFilter(_ words: String) -> [Effect] {
    guard tasks.setFilter(words, now: now) else { return [] }
    return request(.loadTasks(tasks.filter, .first))
  }

  /// The form that builds a filter follows each change at once.
  mutating func builderChanged() -> [Effect] {
    guard let builder = tasks.builder else { return [] }
    return setTaskFilter(tasks.words(built: builder))
  }

  mutating func tasksBack() -> [Effect] {
    if tasks.builder != nil {
      tasks.builder = nil
    } else if tasks.isOpen {
      tasks.isOpen = false
    } else if !tasks.marks.isEmpty || tasks.rangeStart != nil {
      tasks.clearMarks()
    } else if !tasks.words.isEmpty {
      return setTaskFilter("")
    }
    return []
  }

  // MARK: - Answers

  mutating func take(_ filter: TaskFilter, _ place: ListPlace, _ page: Page<TaskRow>) -> [Effect] {
    guard filter == tasks.filter else { return [] }
    let before = tasks.list.selected
    tellDecisions(of: page)
    tasks.take(page.rows, at: place, total: page.total)
    tasks.list.reveal(height: max(1, taskTableArea.rows - 2))
    if let place = tasks.list.takePushedOut() { return request(.loadTasks(filter, place)) }
    if let departed = tasks.list.takeDeparted() {
      if tasks.isOpen, tasks.story?.task.id == departed.id { tasks.isOpen = false }
      // What was decided from here is known; where others' went is asked.
      if message.text.isEmpty {
        tasks.askedAbout = departed.id
        return request(.loadTask(departed.id))
      }
    }
    guard isDetailShown, let selected = tasks.list.selected, selected != before else { return [] }
    return request(.loadTask(selected))
  }

  /// Says what somebody else decided about a task that is shown; what went wrong stays.
  private mutating func tellDecisions(of page: Page<TaskRow>) {
    guard message.text.isEmpty || message.role == .plain else { return }
    let known = Dictionary(
      tasks.list.rows.map { ($0.id, $0.task.status) }, uniquingKeysWith: { first, _ in first })
    for row in page.rows {
      guard known[row.id] == .pending, row.task.status != .pending, let by = row.task.decidedBy,
        by != settings.actor, by != Actor.policy.name
      else { continue }
      let decision = row.task.status == .ignored ? "ignored" : "approved"
      return say("\(by) \(decision) task \(row.id): \(row.task.action.rawValue) \(row.task.name)")
    }
  }

  mutating func take(_ story: TaskStory) {
    let task = story.task
    if tasks.askedAbout == task.id {
      tasks.askedAbout = nil
      let by = task.decidedBy.map { " by \($0)" } ?? ""
      if message.text.isEmpty {
        say("task \(task.id) left the list: it is \(task.status.rawValue)\(by)")
      }
    }
    guard task.id == tasks.list.selected else { return }
    if tasks.story?.task.id != task.id { tasks.detail = Pager() }
    tasks.story = story
    tasks.detail.lines = story.lines(at: now)
  }

  // MARK: - Moving

  mutating func moveInTasks(_ step: ListStep, _ height: Int) -> [Effect] {
    let before = tasks.list.selected
    let place = tasks.list.move(step, height: height)
    tasks.list.reveal(height: max(1, taskTableArea.rows - 2))
    tasks.extendRange()
    var effects = place.map { request(.loadTasks(tasks.filter, $0)) } ?? []
    if isDetailShown, let selected = tasks.list.selected, selected != before {
      effects += request(.loadTask(selected))
    }
    return effects
  }

  /// The list under the line of the statuses.
  var taskTableArea: Area { layout.context == nil ? layout.list : layout.list.belowTitle }

  /// How many tasks the filter matches, as far as they were counted.
  var total: String { Self.counted(tasks.list.total, isWhole: tasks.isCountedWhole) }

  static func counted(_ total: Int, isWhole: Bool) -> String {
    !isWhole && total > ListPlace.countLimit
      ? "\(Count.grouped(ListPlace.countLimit))+" : Count.grouped(total)
  }
}

extension TasksScreen {
  /// Whether the number of tasks comes from kept counters.
  var isCountedWhole: Bool {
    var rest = filter
    (rest.app, rest.statuses) = (nil, [])
    return rest == TaskFilter()
  }
}

extension TaskStory {
  /// The user of the directory whose account it is.
  fileprivate var username: String? { user?.username }
}
