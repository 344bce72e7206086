import Engine
import Provisioning
import Screen

extension Console {
  mutating func take(_ event: ConsoleEvent) {
    switch event {
    case .terminal(.key(let key)): press(key)
    case .terminal(.paste(let text)): paste(text)
    case .terminal(.resize(let size)): frame.size = size
    case .tick(let now):
      frame.now = now
      screens[tab].age(frame)
      retry()
    case .storeChanged:
      frame.request(.loadApps)
      reload()
    case .storeLost: noteLoss()
    case .worker(let state): worker.take(state, at: frame.now)
    case .appsLoaded(let apps): take(apps)
    case .planLoaded(let app, let scope, let plan):
      guard app == frame.app?.app.name else { return }
      if plan.isNothing, !frame.settings.isReadOnly {
        return frame.begin(.reapplyUnchanged(app: app, scope))
      }
      frame.overlays.append(.plan(PlanPage(plan, app: app, .reapply(scope), at: frame.now)))
    case .runsLoaded(let runs): frame.show(runs)
    case .undoPlanned(let run, let part, let app, let plan):
      frame.show(PlanPage(plan, app: app, .undo(run, part), at: frame.now))
    case .whatIfAnswered(let user, let isNew, let apps):
      frame.show(Pager(whatIf: user, isNew: isNew, apps))
    case .progress(let effect, let done, let total):
      frame.note(effect, Job.Progress(done: done, total: total))
    case .filtersKept(let filters): frame.keptFilters = filters
    case .done(let sentence): frame.say(sentence)
    case .failed(let sentence): frame.say(sentence, .error)
    case .ended(let effect, let isGood): end(effect, isGood)
    case .userLoaded(let user, let lines):
      frame.addToPage(user, lines)
      screens.take(event, &frame)
    case .needsLoaded, .valueTallied, .conditionsTallied, .tasksLoaded, .tasksSorted, .taskLoaded,
      .usersLoaded,
      .rolesLoaded,
      .attributesLoaded, .causesLoaded, .differencesFound, .linkProposed, .groupsLoaded,
      .sampleLoaded, .auditLoaded, .chainChecked, .affectedLoaded, .matchesLoaded, .impactKnown,
      .sourcesLoaded,
      .connectionTested, .testStepEnded:
      screens.take(event, &frame)
    }
  }

  private mutating func take(_ apps: [AppOverview]) {
    let id = frame.app?.app.id
    frame.apps = apps
    frame.appIndex = apps.firstIndex { $0.app.id == id } ?? 0
    let isFirst = !hasLoaded
    hasLoaded = true
    staleSince = nil
    if isFirst, apps.isEmpty {
      tab = screens.first(.withoutApps) ?? tab
    }
    guard frame.app?.app.id != id || isFirst else {
      return screens.refresh(frame.app)
    }
    screens.use(frame.app)
    reload()
  }

  private mutating func end(_ effect: Effect, _ isGood: Bool) {
    frame.end(effect)
    if effect.isRepeated {
      // Only reading tells that the store is there.
      if isGood { staleSince = nil } else { noteLoss() }
      return
    }
    if !isGood {
      isQuitting = false
      frame.noteFailure(of: effect)
    } else if case .saveApp(_, let app, _) = effect {
      frame.take(saved: app)
    }
    screens.take(.ended(effect, isGood: isGood), &frame)
    if isQuitting, frame.work.foreground == nil { saveAndQuit() }
  }

  /// What is shown is from now on as the store was.
  private mutating func noteLoss() {
    guard staleSince == nil else { return }
    staleSince = frame.now
    retryAt = frame.now + 2
  }

  /// While the store cannot be read it is tried again, and everything else goes on.
  private mutating func retry() {
    guard staleSince != nil, frame.now >= retryAt else { return }
    retryAt = frame.now + 2
    frame.request(.loadApps)
    reload()
  }
}

extension Console {
  /// Whether something was asked for that has not come, so that the screen may change by itself.
  public var isAtWork: Bool { !frame.work.isIdle }

  /// Whether everything that keys asked for is there, and a question that is open takes its answer.
  public var isSettled: Bool {
    !isAtWork && earlyKey == nil && frame.overlays.last?.isTooYoung(at: frame.now) != true
  }

  /// Whether the screen is as it was after the event: reading ended, and what was read came before.
  public func isUnseen(_ event: ConsoleEvent) -> Bool {
    guard case .ended(let effect, isGood: true) = event else { return false }
    return effect.isRepeated && staleSince == nil && frame.toldJob == nil
  }
}
