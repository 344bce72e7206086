import Engine
import Provisioning
import Screen

extension Console {
  mutating func takeAnswer(_ event: ConsoleEvent) -> [Effect] {
    switch event {
    case .appsLoaded(let apps): return take(apps)
    case .tasksLoaded(let filter, let place, let page): return take(filter, place, page)
    case .taskLoaded(let story): take(story)
    case .usersLoaded(let search, let role, let place, let page):
      return take(search, role, place, page)
    case .userLoaded(let user, let lines): directory.show(user, lines)
    case .rolesLoaded(let roles): take(roles)
    case .groupsLoaded(let app, let groups): takeGroups(app, groups)
    case .sampleLoaded(let user): parameters.sample = user ?? parameters.sample
    case .auditLoaded(let search, let place, let page):
      guard search == audit.search else { return [] }
      audit.list.take(page.rows, at: place, total: page.total)
      if let place = audit.list.takePushedOut() {
        return request(.loadAudit(search: search, place))
      }
    case .chainChecked(let holds, let sentence):
      audit.chain = Line("\(sentence)", holds ? .success : .error)
      audit.chainCheckedAt = now
      say(sentence, holds ? .plain : .error)
    case .affectedLoaded(let definition, let rule, let report): take(definition, rule, report)
    case .matchesLoaded(let definition, let counts): rules.take(definition, counts)
    case .planLoaded(let app, let scope, let plan):
      if app == self.app?.app.name { ask(.reapply(plan, app: app, scope, at: now)) }
    case .impactKnown(let decision, let filter, let impact): take(decision, filter, impact)
    case .connectionTested(let app, let steps, let supports):
      if app == self.app?.app.name { connection.tested = .init(steps: steps, supports: supports) }
    case .testStepEnded(let app, let user, let step): directory.testRun?.take(app, user, step)
    case .progress(let effect, let done, let total):
      work.note(effect, Job.Progress(done: done, total: total))
    case .done(let sentence): say(sentence)
    case .failed(let sentence): say(sentence, .error)
    case .ended(let effect, let isGood): return end(effect, isGood)
    case .terminal, .tick, .storeChanged, .worker: break
    }
    return []
  }

  mutating func ask(_ dialog: Dialog) { overlays.append(.dialog(dialog)) }

  private mutating func take(_ apps: [AppOverview]) -> [Effect] {
    let id = app?.app.id
    self.apps = apps
    appIndex = apps.firstIndex { $0.app.id == id } ?? 0
    let isFirst = !hasLoaded
    hasLoaded = true
    staleSince = nil
    if isFirst, apps.isEmpty { tab = .connection }
    if app?.app.id != id || isFirst {
      appChanged()
      return reload()
    }
    takeSettings()
    return []
  }

  /// Shows the app's settings as they are now, but not over what somebody is changing.
  mutating func takeSettings() {
    connection.take(app)
    provisioning.take(app)
    parameters.take(app)
    rules.take(app)
  }

  private mutating func take(_ roles: [RoleRecord]) {
    directory.take(roles, access: app?.app.definition.roles ?? [])
    provisioning.form.configure("roles") { $0.completions = roles.map(\.name) }
    for case .chooser(var chooser) in overlays.suffix(1) {
      chooser.offer(roles)
      overlays[overlays.count - 1] = .chooser(chooser)
    }
    rules.editor?.roles = roles.map(\.name)
  }

  private mutating func end(_ effect: Effect, _ isGood: Bool) -> [Effect] {
    var effects = work.end(effect, at: now)
    if effect.isRepeated {
      // Only reading tells whether the store is there.
      if isGood {
        staleSince = nil
      } else if staleSince == nil {
        staleSince = now
        retryAt = now + 2
      }
      return effects
    }
    if let index = log.lastIndex(where: { $0.commandLine == effect.commandLine }), !isGood,
      effect.commandLine != nil
    {
      log[index].isError = true
    }
    guard isGood else {
      isQuitting = false
      if case .testRun = effect { directory.testRun?.isRunning = false }
      return effects
    }
    effects += succeeded(effect)
    if isQuitting, work.foreground == nil { effects += saveAndQuit() }
    return effects
  }

  /// What was saved is no draft any more.
  private mutating func succeeded(_ effect: Effect) -> [Effect] {
    switch effect {
    case .saveApp(_, let app, _): saved(app)
    case .saveUser:
      directory.editor?.form.markSaved()
      directory.editor = nil
    case .testRun: directory.testRun?.isRunning = false
    default: break
    }
    return []
  }
}
