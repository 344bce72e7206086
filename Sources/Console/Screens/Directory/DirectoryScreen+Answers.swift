import Text
import Engine
import Provisioning
import Screen

extension DirectoryScreen {
  func badge(_ frame: Frame) -> TabBadge {
    let isRunning = frame.work.jobs.contains { job in
      switch job.effect {
      case .testRun, .syncSource: true
      default: false
      }
    }
    let hasFailed =
      testRun?.steps.contains { !$0.passed } == true
      || sources.rows.contains { $0.standing(at: frame.now) == .failed }
    return TabBadge(hasFailed: hasFailed, isRunning: isRunning)
  }

  mutating func reload(_ frame: inout Frame) {
    frame.request(.loadUsers(search: search.text, role: search.role, list.refresh))
    frame.request(.loadRoles)
    frame.request(.loadSources)
    loadDetail(unless: nil, &frame)
  }

  mutating func take(_ answer: ConsoleEvent, _ frame: inout Frame) {
    switch answer {
    case .usersLoaded(let search, let role, let place, let page):
      if search == self.search.text, role == self.search.role { take(page, at: place, &frame) }
    case .userLoaded(let user, let lines): show(user, lines)
    case .rolesLoaded(let roles):
      self.roles.take(roles, access: frame.app?.app.definition.roles ?? [])
      offerRoles(roles, &frame)
      giveWantedAccess(&frame)
    case .sourcesLoaded(let rows): sources.take(rows, at: frame.now)
    case .linkProposed(let proposal):
      if frame.shows(DirectoryScreen.self) { ask(proposal, &frame) }
    case .testStepEnded(let app, let user, let step): testRun?.take(app, user, step)
    case .ended(.createRole, isGood: false): roles.wantsAccess = nil
    case .ended(.testRun, _): testRun?.isRunning = false
    case .ended(.saveUser, isGood: true):
      editor?.form.markSaved()
      editor = nil
    default: break
    }
  }

  private mutating func take(_ page: Page<UserRow>, at place: ListPlace, _ frame: inout Frame) {
    let before = list.selected
    list.take(page.rows, at: place, total: page.total)
    list.reveal(height: listHeight(frame))
    if let place = list.takePushedOut() {
      return frame.request(.loadUsers(search: search.text, role: search.role, place))
    }
    if let departed = list.takeDeparted(), frame.message.text.isEmpty,
      frame.shows(DirectoryScreen.self)
    {
      frame.say("\(departed.user.username) left the list")
    }
    loadDetail(unless: before, &frame)
  }

  /// Asks for the detail where it is shown and another user is chosen.
  private func loadDetail(unless before: UserID?, _ frame: inout Frame) {
    guard frame.shows(DirectoryScreen.self), shows != .sources, frame.layout.isWide || isOpen,
      list.selected != before, let user = list.row?.user
    else { return }
    frame.request(.loadUser(.name(user.username)))
  }
}

extension DirectoryScreen {
  func listPlace(height: Int) -> (index: Int, first: Int)? {
    switch shows {
    case .users: (list.index, list.firstSeen(height: height))
    case .roles: (roles.cursor.index, roles.cursor.top)
    case .sources: (sources.cursor.index, sources.cursor.top)
    }
  }

  mutating func move(_ step: ListStep, _ frame: inout Frame) {
    if isOpen {
      openDetail?.move(step, area: frame.layout.body)
      return
    }
    let height = listHeight(frame)
    switch shows {
    case .roles: return roles.cursor.move(step, count: roles.rows.count, height: height)
    case .sources: return sources.cursor.move(step, count: sources.rows.count, height: height)
    case .users: break
    }
    let before = list.selected
    let place = list.move(step, height: height)
    list.reveal(height: height)
    if let place { frame.request(.loadUsers(search: search.text, role: search.role, place)) }
    loadDetail(unless: before, &frame)
  }

  mutating func filterChanged(to text: String, _ frame: inout Frame) {
    setSearch(text)
    reload(&frame)
  }

  mutating func settle(_ frame: Frame) {
    roles.cursor.settle(count: roles.rows.count)
    sources.cursor.settle(count: sources.rows.count)
  }

  mutating func age(_ frame: Frame) { sources.age(to: frame.now) }

  func copyable(_ frame: Frame) -> [Chooser.Option] {
    if shows == .sources { return sources.copyable }
    guard let user = list.row?.user, shows == .users else { return [] }
    return [
      Chooser.Option("username", user.username),
      Chooser.Option("e-mail", user.attributes["email"] ?? ""),
      Chooser.Option("command line", "usher users show \(user.username.quotedForShell)"),
    ]
  }
}

extension DirectoryScreen {
  var openForm: Form? {
    get { editor?.form }
    set { if let newValue { editor?.form = newValue } }
  }

  func problems(_ frame: Frame) -> [String: String] { editor?.problems ?? [:] }

  var isDirty: Bool { editor?.form.isDirty == true }
  var canSaveUnchanged: Bool { editor != nil }
  var canUndo: Bool { editor?.form.canUndo ?? false }

  var openDetail: Pager? {
    get {
      guard isOpen else { return nil }
      return shows == .sources ? sources.detail : detail
    }
    set {
      guard let newValue else { return }
      if shows == .sources { sources.detail = newValue } else { detail = newValue }
    }
  }

  var isSomethingOpen: Bool { isOpen || editor != nil }
  var canGoBack: Bool { isSomethingOpen || !search.words.isEmpty || testRun != nil }

  mutating func closeDetail() { isOpen = false }
}
