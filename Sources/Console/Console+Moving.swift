import Screen

extension Console {
  mutating func go(to tab: Tab) -> [Effect] {
    guard tab != self.tab || isSomethingOpen else { return reload() }
    leaveField()
    if self.tab != tab { rules.mayBeMiscounted = true }
    self.tab = tab
    typing = nil
    tasks.isOpen = false
    directory.isOpen = false
    audit.isOpen = false
    return reload()
  }

  /// One step back: form, detail, marks, filter; at the top nothing.
  mutating func back() -> [Effect] {
    switch tab {
    case .connection, .provisioning: return []
    case .parameters:
      closeParameter()
      return []
    case .rules:
      closeRule()
      return []
    case .tasks: return tasksBack()
    case .directory: return directoryBack()
    case .audit:
      if audit.isOpen {
        audit.isOpen = false
      } else if !audit.search.isEmpty {
        audit.setSearch("")
        return reload()
      }
      return []
    }
  }

  /// Whether there is something that `q` closes before it ends usher.
  var isSomethingOpen: Bool {
    switch tab {
    case .connection, .provisioning: false
    case .parameters: parameters.editor != nil
    case .rules: rules.editor != nil
    case .tasks: tasks.isOpen
    case .directory: directory.isOpen || directory.editor != nil
    case .audit: audit.isOpen
    }
  }

  /// Finds words in a detail that is open.
  ///
  /// - Returns: whether the key means that.
  mutating func pressInDetail(_ key: Key) -> Bool {
    guard let find = openDetail?.find, form == nil else { return false }
    if key == .character("/") {
      open(.find, "Find")
      return true
    }
    guard !find.isEmpty, key == .character("n") || key == .character("N") else { return false }
    let step = key == .character("n") ? 1 : -1
    let area = layout.body
    openDetail?.goToMatch(step, area: area)
    return true
  }

  /// The long text that is open instead of a list.
  var openDetail: Pager? {
    get {
      switch tab {
      case .tasks where tasks.isOpen: tasks.detail
      case .directory where directory.isOpen: directory.detail
      case .audit where audit.isOpen: audit.detail
      default: nil
      }
    }
    set {
      guard let newValue else { return }
      switch tab {
      case .tasks: tasks.detail = newValue
      case .directory: directory.detail = newValue
      case .audit: audit.detail = newValue
      case .connection, .provisioning, .parameters, .rules: break
      }
    }
  }

  /// Chooses the tab or the row under the mouse; nothing is ever done by a click alone.
  mutating func click(column: Int, row: Int) -> [Effect] {
    let area = tab == .tasks ? taskTableArea : listArea
    guard openDetail == nil, form == nil, row >= area.row + 2, column < area.columns else {
      return []
    }
    let height = max(1, area.rows - 2)
    let place = row - area.row - 2
    guard place < height else { return [] }
    let (index, first): (Int, Int)
    switch tab {
    case .tasks: (index, first) = (tasks.list.index, tasks.list.firstSeen(height: height))
    case .directory where directory.shows == .users:
      (index, first) = (directory.list.index, directory.list.firstSeen(height: height))
    case .audit: (index, first) = (audit.list.index, audit.list.firstSeen(height: height))
    case .rules: (index, first) = (rules.cursor.index, rules.cursor.top)
    case .parameters: (index, first) = (parameters.cursor.index, parameters.cursor.top)
    case .directory: (index, first) = (directory.rolesCursor.index, directory.rolesCursor.top)
    case .connection, .provisioning: return []
    }
    return move(.by(first + place - index))
  }

  /// The movement that a key means; `nil` where it is none.
  func step(_ key: Key) -> ListStep? {
    if key == .wheelDown { return .by(3) }
    if key == .wheelUp { return .by(-3) }
    let steps: [String: ListStep] = [
      "move.down": .by(1), "move.up": .by(-1), "move.first": .first, "move.last": .last,
      "move.pageDown": .page(1), "move.pageUp": .page(-1),
    ]
    for action in settings.keymap.keyed(Actions.moving) where action.keys.contains(key) {
      return steps[action.id]
    }
    return nil
  }

  mutating func move(_ step: ListStep) -> [Effect] {
    let area = listArea
    let height = max(1, area.rows - 2)
    switch tab {
    case .connection, .provisioning: return []
    case .parameters:
      parameters.cursor.move(step, count: shownParameters.count, height: height)
      return []
    case .rules: return moveInRules(step, height)
    case .tasks where tasks.isOpen:
      tasks.detail.move(step, area: layout.body)
      return []
    case .tasks: return moveInTasks(step, max(1, taskTableArea.rows - 2))
    case .directory: return moveInDirectory(step, height)
    case .audit where audit.isOpen:
      audit.detail.move(step, area: layout.body)
      return []
    case .audit:
      let place = audit.list.move(step, height: height)
      audit.list.reveal(height: height)
      return place.map { request(.loadAudit(search: audit.search, $0)) } ?? []
    }
  }
}
