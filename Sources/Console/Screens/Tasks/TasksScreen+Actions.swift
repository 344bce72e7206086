import Text
import Engine
import Provisioning
import SCIM
import Screen

extension TasksScreen {
  mutating func open(_ frame: inout Frame) {
    page.open(at: frame.now)
    if let id = list.selected { frame.request(.loadTask(id)) }
  }

  mutating func mark(_ frame: inout Frame) {
    if let task = list.row?.task { marks.toggle(task) }
    moveInList(.by(1), listArea(frame).rows - 2, &frame)
  }

  mutating func markAllShown(_ frame: inout Frame) {
    marks.markAll(in: list)
    guard list.total > list.rows.count else { return }
    frame.say(
      "\(Count.grouped(marks.count)) are marked; A, I and Ctrl-r take all \(total) that match")
  }

  func verify(_ frame: inout Frame) {
    guard let app = frame.app else { return }
    let user = isOpen ? page.story?.user?.username : nil
    frame.begin(.verify(app: app.app.name, user: user))
  }

  /// One creation or update is decided by one key; whatever touches many, or takes something away,
  /// asks.
  mutating func decide(_ decision: Decision, _ frame: inout Frame) {
    let chosen = chosen.filter { decision.applies.contains($0.status) }
    guard let first = chosen.first else { return }
    let weight = DecisionWeight(
      tasks: chosen.count,
      destructive: chosen.count { $0.action.isDestructive && decision.letsGo($0) },
      members: decision == .ignore ? 0 : chosen.map(\.members.count).max() ?? 0)
    if weight.question(isOverLimit: false) == .none {
      marks.clear()
      return frame.begin(.decide(decision, [first.id]))
    }
    frame.ask(.decide(decision, chosen, app: frame.app, at: frame.now, on: frame.size))
  }

  func estimateImpact(_ decision: Decision, _ frame: inout Frame) {
    frame.begin(.estimateImpact(decision, filter))
  }

  // MARK: - The filter

  mutating func filterChanged(to text: String, _ frame: inout Frame) { setFilter(text, &frame) }

  /// Offers the orders of the list.
  func chooseOrder(_ frame: inout Frame) {
    frame.choose(
      Chooser(
        "Sort by",
        TaskOrder.allCases.map { Chooser.Option(value: $0.rawValue, title: $0.rawValue) },
        then: .screen { (screen: inout TasksScreen, frame: inout Frame, name) in
          screen.setOrder(TaskOrder(rawValue: name) ?? .newest)
          frame.request(screen.reading)
        }))
  }

  /// Offers the filters that are kept, and to keep the one that is shown.
  func chooseKept(_ frame: inout Frame) {
    let words = words
    let isKept = frame.keptFilters.contains(words)
    let own = words.isEmpty ? nil : isKept ? "keep no longer: \(words)" : "keep: \(words)"
    let others = frame.keptFilters.reversed().filter { $0 != words }
    let options = [own].compactMap { $0 } + others
    guard !options.isEmpty else {
      return frame.say("no filter is kept yet: type one with /, then this key keeps it")
    }
    frame.choose(
      Chooser(
        "Filters that you keep", options.map { Chooser.Option(value: $0, title: $0) },
        then: .screen { (screen: inout TasksScreen, frame: inout Frame, text) in
          if text == own { return frame.begin(.keepFilter(words, isKept: !isKept)) }
          screen.setFilter(text, &frame)
        }))
  }

  mutating func turnChip(_ step: Int, _ frame: inout Frame) {
    setFilter(search.words(with: chips(frame).statuses(after: step)), &frame)
  }

  var openForm: Form? {
    get { builder }
    set { builder = newValue }
  }

  /// The list follows each change of the form.
  mutating func formChanged(_ frame: inout Frame) {
    guard let builder else { return }
    var query = TaskQuery(words)
    query.take(builder)
    setFilter(query.text, &frame)
  }
}

extension TasksScreen {
  var openDetail: Pager? {
    get { isOpen ? page.text : nil }
    set { if let newValue { page.text = newValue } }
  }

  var isSomethingOpen: Bool { isOpen }
  var canGoBack: Bool { isOpen || !marks.isEmpty || !words.isEmpty }

  mutating func closeDetail() { page.isOpen = false }

  mutating func back(_ frame: inout Frame) {
    if builder != nil {
      builder = nil
    } else if isOpen {
      closeDetail()
    } else if !marks.isEmpty || marks.rangeStart != nil {
      marks.clear()
    } else if !words.isEmpty {
      setFilter("", &frame)
    }
  }
}

extension TasksScreen {
  /// The list stands under the line of the statuses.
  func listArea(_ frame: Frame) -> Area {
    frame.layout.context == nil ? frame.layout.list : frame.layout.list.belowTitle
  }

  func listPlace(height: Int) -> (index: Int, first: Int)? {
    (list.index, list.firstSeen(height: height))
  }

  mutating func move(_ step: ListStep, _ frame: inout Frame) {
    if isOpen { return page.text.move(step, area: frame.layout.body) }
    moveInList(step, listHeight(frame), &frame)
  }

  private mutating func moveInList(_ step: ListStep, _ height: Int, _ frame: inout Frame) {
    let before = list.selected
    let place = list.move(step, height: height)
    list.reveal(height: listHeight(frame))
    marks.extendRange(in: list)
    if let place { frame.request(.loadTasks(filter, place)) }
    loadDetail(unless: before, &frame)
  }

  /// Whether the detail of what is chosen is on the screen.
  func isDetailShown(_ frame: Frame) -> Bool {
    frame.shows(TasksScreen.self) && (frame.layout.isWide || isOpen)
  }

  /// Asks for the detail where it is shown and another task is chosen.
  func loadDetail(unless before: TaskID?, _ frame: inout Frame) {
    guard isDetailShown(frame), let selected = list.selected, selected != before else { return }
    frame.request(.loadTask(selected))
  }

  func copyable(_ frame: Frame) -> [Chooser.Option] {
    guard let task = list.row?.task else { return [] }
    return [
      Chooser.Option("name", task.name), Chooser.Option("id", String(task.id)),
      Chooser.Option("request", "\(task.request.method) \(task.request.path)"),
      Chooser.Option("body", task.request.body?.prettyText ?? ""),
      Chooser.Option("error", task.error?.advice ?? ""),
      Chooser.Option("command line", "usher tasks show \(task.id)"),
    ]
  }
}
