import Engine
import Provisioning
import Screen

extension RulesScreen {
  /// Up to so many users, matches are counted without being asked for.
  private static let countedUnasked = 20_000

  func badge(_ frame: Frame) -> TabBadge {
    TabBadge(
      isRunning: frame.work.jobs.contains { job in
        switch job.effect {
        case .loadPlan, .reapply, .reapplyUnchanged, .loadMatches: true
        default: false
        }
      })
  }

  mutating func appear() { counts.mayBeOutdated = true }

  mutating func reload(_ frame: inout Frame) {
    guard let app = frame.app else { return }
    if editor != nil {
      editor?.counts.clear()
      countConditions(&frame)
    }
    frame.request(.loadGroups(app: app.app.name))
    frame.request(.loadRoles)
    let isCounted = counts.hold(for: app.app.definition.rules)
    if app.users <= Self.countedUnasked, !isCounted || app.stale > 0, list.changed == nil {
      frame.request(.loadMatches(app.app.definition))
    }
  }

  mutating func take(_ answer: ConsoleEvent, _ frame: inout Frame) {
    switch answer {
    case .groupsLoaded(let app, let groups):
      guard app == frame.app?.app.name else { return }
      self.groups = groups
      editor?.take(groups: groups)
    case .rolesLoaded(let roles):
      self.roles = roles.map(\.name)
      editor?.roles = self.roles
    case .attributesLoaded(let attributes):
      self.attributes = attributes
      editor?.take(attributes)
    case .conditionsTallied(let conditions, let tally):
      editor?.counts.take(conditions, tally)
      editor?.showCounts()
    case .usersLoaded(let search, let role, let place, let page):
      frame.offer(
        { _ in page.rows.map(\.option) }, for: .loadUsers(search: search, role: role, place))
    case .affectedLoaded(let definition, let rule, let report):
      take(definition, rule, report, &frame)
    case .matchesLoaded(let definition, let counts): self.counts.take(counts, of: definition.rules)
    case .ended(.saveApp(_, let saved, _), isGood: true) where saved == saving: markSaved(saved)
    default: break
    }
  }
}

extension RulesScreen {
  var openForm: Form? {
    get { editor?.form }
    set { if let newValue { editor?.form = newValue } }
  }

  func problems(_ frame: Frame) -> [String: String] {
    editor?.problems(names: names(frame.app)) ?? [:]
  }

  mutating func formChanged(_ frame: inout Frame) {
    editor?.arrange()
    let names = names(frame.app)
    editor?.check(names: names)
    countConditions(&frame)
    if editor?.form.isEntering != true { refreshAffected(&frame) }
  }

  mutating func fieldLeft(_ frame: inout Frame) { refreshAffected(&frame) }

  var isSomethingOpen: Bool { editor != nil }
}

extension RulesScreen {
  func listPlace(height: Int) -> (index: Int, first: Int)? {
    (list.cursor.index, list.cursor.top)
  }

  mutating func move(_ step: ListStep, _ frame: inout Frame) {
    list.cursor.move(step, count: rules(frame.app).count, height: listHeight(frame))
  }

  mutating func settle(_ frame: Frame) { list.cursor.settle(count: rules(frame.app).count) }

  func copyable(_ frame: Frame) -> [Chooser.Option] {
    [Chooser.Option("rule", selected(frame.app)?.name ?? "")]
  }

  /// While a rule is carried the arrows carry it, and nothing else is done.
  mutating func capture(_ key: Key, _ frame: inout Frame) -> Bool {
    guard list.carried != nil else { return false }
    let saved = frame.app.savedRules
    let count = list.rules(saved).count
    switch key {
    case .enter, .character(" "): list.drop()
    case .escape, .control("c"): list.putBack(saved)
    default:
      let rows = listArea(frame).rows
      switch frame.step(key) {
      case .by(let places): list.shift(places, saved)
      case .page(let pages): list.shift(pages * max(1, rows - 3), saved)
      case .half(let halves): list.shift(halves * max(1, rows / 2), saved)
      case .first: list.shift(-count, saved)
      case .last: list.shift(count, saved)
      case nil: frame.say("Enter drops the rule here, Esc puts it back")
      }
      list.cursor = list.cursor.revealed(height: rows - 2, count: count)
    }
    return true
  }

  var captureHints: [Hint]? {
    list.carried == nil ? nil : [("↓ ↑", "carry"), ("Enter", "drop"), ("Esc", "put back")]
  }
}
