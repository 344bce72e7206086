import Console
import Engine
import Host
import Provisioning

/// How an effect is carried out.
enum Carrier {
  /// By the thread that owns the terminal.
  case terminal(TerminalWork)
  /// On the store. It blocks, so it stays off the threads that serve the network.
  case store(@Sendable (CancelToken) throws -> Void)
  /// By requests to an app or a directory.
  case network(@Sendable (CancelToken) async throws -> Void)
  /// By cancelling this other effect.
  case cancel(Effect)
}

/// What concerns the terminal and the process.
public enum TerminalWork: Sendable {
  case edit(app: String?)
  case copy(String)
  case mouse(Bool)
  case theme(String)
  case redraw
  case suspend
  case quit
}

extension EffectRunner {
  /// What carries out an effect. It names every effect: a new one does not compile until it has a
  /// carrier here.
  func carrier(of effect: Effect) -> Carrier {
    switch effect {
    case .loadApps: .store { _ in post(.appsLoaded(try readings.overviews())) }
    case .loadNeeds: .store { _ in try readings.loadNeeds() }
    case .loadTasks(let filter, let place): .store { _ in try readings.loadTasks(filter, place) }
    case .loadTasksBy(let order, let filter):
      .store { _ in try readings.loadTasks(filter, by: order) }
    case .loadTask(let id): .store { _ in post(.taskLoaded(try readings.story(id))) }
    case .loadUsers(let search, let role, let place):
      .store { _ in try readings.loadUsers(search, role, place) }
    case .loadUser(let person): .store { _ in try readings.loadUser(person) }
    case .loadRoles: .store { _ in post(.rolesLoaded(try engine.directory.roles())) }
    case .loadSources: .store { _ in post(.sourcesLoaded(try engine.sources.all())) }
    case .loadAttributes:
      .store { _ in post(.attributesLoaded(try engine.directory.attributeUse())) }
    case .loadGroups(let app): .store { _ in try readings.loadGroups(app) }
    case .loadSample(let name):
      .store { _ in post(.sampleLoaded(try engine.directory.sampleUser(name))) }
    case .loadAudit(let search, let place): .store { _ in try readings.loadAudit(search, place) }
    case .tallyValue(let app, let path, let value):
      .store { _ in
        post(
          .valueTallied(
            app: app, path: path, value: value, try engine.tallies.tally(app, path, value)))
      }
    case .tallyConditions(let conditions):
      .store { _ in post(.conditionsTallied(conditions, try engine.tallies.tally(conditions))) }
    case .checkChain: .store { _ in try readings.checkChain() }
    case .loadAffected(let app, let rule): .store { try readings.affected(app, rule, effect, $0) }
    case .loadMatches(let app): .store { try readings.matches(app, effect, $0) }
    case .loadPlan(let app, let scope): .store { try readings.plan(app, scope, effect, $0) }
    case .estimateImpact(let decision, let filter):
      .store { _ in try readings.estimateImpact(decision, filter) }

    case .askWhatIf(let user, let supposed):
      .store { _ in
        let (person, isNew, apps) = try engine.suppositions.whatIf(user, supposed)
        post(.whatIfAnswered(person, isNew: isNew, apps))
      }
    case .loadCauses(let app):
      .store { _ in post(.causesLoaded(app, try engine.standing.failureCauses(app))) }
    case .loadRuns: .store { _ in try readings.loadRuns() }
    case .planUndo(let run, let part): .store { try readings.planUndo(run, part, effect, $0) }
    case .proposeUnlink(let app, let user):
      .store { _ in post(.linkProposed(try engine.linking.proposeUnlink(app, user: user))) }
    case .proposeLink(let app, let user, let account):
      .network { _ in
        post(.linkProposed(try await engine.linking.proposeLink(app, user: user, account: account)))
      }

    case .link(let proposal): .store { _ in try changes.link(proposal) }
    case .unlink(let proposal): .store { _ in try changes.unlink(proposal) }
    case .undo(let run, let part, let accepting, let memberships):
      .store { try changes.undo(run, part, accepting, memberships, effect, $0) }
    case .unpin(let user): .store { _ in try changes.unpin(user) }
    case .forgetFinding(let app, let path): .store { _ in try changes.forgetFinding(app, path) }
    case .decide(let decision, let ids): .store { _ in try changes.decide(decision, ids) }
    case .decideAll(let decision, let filter, let words, let seen):
      .store { try changes.decide(decision, all: filter, words, seen, effect, $0) }
    case .saveApp(let before, let after, let secret):
      .store { _ in try changes.save(before, after, secret) }
    case .disableConnection(let app): .store { _ in try changes.disableConnection(app) }
    case .reapply(let app, let scope, let accepting, let memberships):
      .store { try changes.reapply(app, scope, accepting, memberships, effect, $0) }
    case .reapplyUnchanged(let app, let scope):
      .store { try changes.reapply(app, scope, nil, nil, filesNothing: true, effect, $0) }
    case .saveUser(let name, let values): .store { _ in try changes.saveUser(name, values) }
    case .deleteUser(let name): .store { _ in try changes.deleteUser(name) }
    case .setRoles(let user, let adding, let removing):
      .store { _ in try changes.setRoles(of: user, adding: adding, removing: removing) }
    case .createRole(let name): .store { _ in try changes.createRole(name) }
    case .deleteRole(let name): .store { _ in try changes.deleteRole(name) }

    case .testConnection(let app, let enabling):
      .network { _ in try await talks.testConnection(app, enabling: enabling) }
    case .refreshEntitlements(let app):
      .network { try await talks.refreshEntitlements(app, effect, $0) }
    case .syncSource(let name): .network { try await talks.sync(name, effect, $0) }
    case .verify(let app, let user): .network { try await talks.verify(app, user, effect, $0) }
    case .testRun(let app, let user): .network { _ in try await talks.testRun(app, user) }

    case .keepFilter(let filter, let isKept):
      .store { _ in post(.filtersKept(try filters.keep(filter, isKept))) }
    case .edit(let app): .terminal(.edit(app: app))
    case .copy(let text): .terminal(.copy(text))
    case .mouse(let isOn): .terminal(.mouse(isOn))
    case .theme(let name): .terminal(.theme(name))
    case .redraw: .terminal(.redraw)
    case .suspend: .terminal(.suspend)
    case .quit: .terminal(.quit)
    case .cancel(let other): .cancel(other)
    }
  }
}
