import Console
import Engine
import Foundation
import Provisioning
import SCIM
import Terminal

/// Carries out the console's effects off the thread that owns the terminal; each answers by an
/// event.
struct EffectRunner: Sendable {
  let engine: ProvisioningEngine
  let home: String
  let mailbox: Mailbox<ConsoleEvent>

  init(composition: Composition, mailbox: Mailbox<ConsoleEvent>) {
    engine = composition.engine
    home = composition.home.path
    self.mailbox = mailbox
  }

  func start(_ effect: Effect) {
    Task.detached {
      do {
        mailbox.post(try await result(of: effect))
      } catch {
        mailbox.post(.failed(Complaint.lines(of: error).joined(separator: "; ")))
      }
      if effect.changesStore { mailbox.post(.storeChanged) }
    }
  }

  /// Tells the console when anybody changed the store.
  func watchStore() -> Task<Void, Never> {
    Task.detached {
      var known = try? engine.store.version()
      while !Task.isCancelled {
        try? await Task.sleep(for: .milliseconds(700))
        guard let version = try? engine.store.version() else { continue }
        if version != known {
          known = version
          mailbox.post(.storeChanged)
        }
      }
    }
  }

  /// Executes approved tasks while the console is open.
  func startWorker() -> Task<Void, Never> {
    Task.detached {
      let worker = Worker(engine, untilIdle: false) { _ in mailbox.post(.storeChanged) }
      do {
        _ = try await worker.run()
      } catch {
        mailbox.post(
          .failed("the worker stopped: " + Complaint.lines(of: error).joined(separator: "; ")))
      }
    }
  }

  private func result(of effect: Effect) async throws -> ConsoleEvent {
    switch effect {
    case .loadApps: return .appsLoaded(try overviews())
    case .loadTasks(let filter, let before): return .tasksLoaded(try page(filter, before))
    case .loadTask(let id): return .taskLoaded(id, TaskText.detail(try engine.task(id)))
    case .loadUsers(let search): return .usersLoaded(search: search, try users(search))
    case .loadUser(let name): return .userLoaded(name, try reasons(name))
    case .loadAudit: return .auditLoaded(try audit())
    case .loadAffected(let app, let rule):
      return .affectedLoaded(rule: rule, try affected(app, rule))
    case .loadPlan(let app): return .planLoaded(try plan(app))
    case .weigh(let decision, let filter):
      return .impactKnown(decision, filter, try engine.impact(of: decision, filter))
    case .decide(let decision, let ids):
      let tasks = try engine.decide(decision, ids)
      return .done("\(Words.count(tasks.count, "task")) \(decision.past)")
    case .decideAll(let decision, let filter, let words):
      let count = try engine.decide(decision, all: filter, described: words)
      return .done("\(Words.count(count, "task")) \(decision.past)")
    default: return try await change(effect)
    }
  }

  private func change(_ effect: Effect) async throws -> ConsoleEvent {
    switch effect {
    case .testConnection(let app, let enabling):
      let report = try await engine.testConnection(app, enabling: enabling)
      return report.isUsable ? .done(report.summary) : .failed(report.summary)
    case .disableConnection(let app):
      try engine.disableConnection(app)
      return .done("\(app): disabled; nothing is sent any more")
    case .refreshEntitlements(let app):
      let count = try await engine.refreshEntitlements(app)
      return .done("\(Words.count(count, "group")) read")
    case .moveRule(let app, let rule, let position):
      _ = try engine.moveRule(app, rule, to: position)
      return .done("\(rule) is rule \(position) now; R reapplies")
    case .reapply(let app, let accepting):
      let result = try engine.reapply(app, accepting: accepting)
      return .done(
        "\(Words.count(result.summary.total, "task")) filed, \(result.summary.pending) pending")
    case .verify(let app):
      let report = try await engine.verify(app)
      let count = report.differences.count
      return .done(
        count == 0
          ? "\(report.accounts) accounts read back, as they should be"
          : "\(Words.count(count, "difference")), such as \(report.differences[0].name): \(report.differences[0].what)"
      )
    case .testRun(let app, let user): return try await testRun(app, user)
    default: return try changeUser(effect)
    }
  }

  private func changeUser(_ effect: Effect) throws -> ConsoleEvent {
    switch effect {
    case .setUser(let name, let values):
      _ = try engine.setUser(name) { user in
        for (key, value) in values.sorted(by: { $0.key < $1.key }) { try user.set(key, value) }
      }
      return .done("\(name) is saved")
    case .deleteUser(let name):
      _ = try engine.deleteUser(name)
      return .done("\(name) was deleted in the directory")
    case .changeRole(let role, let user, let isAdded):
      if isAdded { _ = try engine.createRole(role) }
      _ =
        isAdded
        ? try engine.addRole(role, to: [user]) : try engine.removeRole(role, from: [user])
      return .done("\(user) \(isAdded ? "has" : "lost") the role \(role)")
    default: return .done("")
    }
  }

  private func testRun(_ app: String, _ user: String) async throws -> ConsoleEvent {
    let report = try await engine.testRun(app, user: user)
    let lines = report.steps.map { step in
      "\(step.passed ? "passed" : "FAILED")  \(step.name): \(step.detail)"
    }
    return .userLoaded("Test run of \(user): \(report.passed ? "passed" : "FAILED")", lines)
  }
}

extension Effect {
  /// Whether what the console shows may be other than before.
  fileprivate var changesStore: Bool {
    switch self {
    case .loadApps, .loadTasks, .loadTask, .loadUsers, .loadUser, .loadAudit, .loadAffected,
      .loadPlan, .weigh, .edit, .suspend, .quit:
      false
    case .decide, .decideAll, .testConnection, .disableConnection, .refreshEntitlements,
      .moveRule, .reapply, .verify, .testRun, .setUser, .deleteUser, .changeRole:
      true
    }
  }
}
