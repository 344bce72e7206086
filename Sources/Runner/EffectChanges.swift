import Text
import Console
import Engine
import Foundation
import Host
import Manifest
import Provisioning
import SCIM

/// What effects change in the store; each says what was done, and what follows from it.
struct EffectChanges: Sendable {
  let engine: ProvisioningEngine
  let home: Home
  let vendors: VendorCatalog
  let progress: EffectProgress

  private var post: @Sendable (ConsoleEvent) -> Void { progress.post }

  // MARK: - Tasks

  func decide(_ decision: Decision, _ ids: [TaskID]) throws {
    let tasks = try engine.decisions.decide(decision, ids)
    post(.done("\(Words.count(tasks.count, "task")) \(decision.past)"))
  }

  func decide(
    _ decision: Decision, all filter: TaskFilter, _ words: String, _ seen: SeenTasks,
    _ effect: Effect, _ token: CancelToken
  ) throws {
    let bulk = try engine.decisions.decide(
      decision, all: filter, described: words, seen: seen,
      progress: progress.cancellable(effect, token))
    let done = "\(Words.count(bulk.count, "task")) \(decision.past)"
    post(bulk.why.map { .failed("\(done), \(bulk.refused) left: \($0)") } ?? .done(done))
  }

  func reapply(
    _ app: String, _ scope: ReapplyScope, _ accepting: Int?, _ memberships: Int?,
    filesNothing: Bool = false, _ effect: Effect, _ token: CancelToken
  ) throws {
    let result = try engine.planning.reapply(
      app, scope: scope, accepting: accepting, acceptingMemberships: memberships,
      filesNothing: filesNothing,
      progress: progress.cancellable(effect, token))
    let summary = result.summary
    let withdrawn = summary.withdrawn.count > 0 ? ", \(summary.withdrawn.count) withdrawn" : ""
    let done =
      "\(Words.count(summary.users, "user")) evaluated: \(Words.count(summary.total, "task")) filed, \(summary.pending) pending\(withdrawn)"
    post(Self.impossible(result).map { .failed("\(done); \($0)") } ?? .done(done))
  }

  func undo(
    _ run: RunID, _ part: UserSelection, _ accepting: Int?, _ memberships: Int?, _ effect: Effect,
    _ token: CancelToken
  ) throws {
    let result = try engine.undo.undo(
      run, part, accepting: accepting, acceptingMemberships: memberships,
      progress: progress.cancellable(effect, token))
    let what = part.isEveryone ? "run \(run) is" : "\(part.words) of run \(run) is"
    tell("\(what) undone", [result])
  }

  func unpin(_ user: String) throws {
    tell("\(user) follows the rules again", try engine.pins.unpin([user]))
  }

  // MARK: - The directory

  func saveUser(_ name: String, _ values: [String: String]) throws {
    let result = try engine.people.set(name) { user in
      for (key, value) in values.sorted(by: { $0.key < $1.key }) { try user.set(key, value) }
    }
    tell("\(name) is saved", result.apps)
  }

  func deleteUser(_ name: String) throws {
    tell("\(name) was deleted in the directory", try engine.people.delete(name))
  }

  func setRoles(of user: String, adding: [String], removing: [String]) throws {
    tell(
      "the roles of \(user) are saved",
      try engine.roles.set(of: user, adding: adding, removing: removing))
  }

  func link(_ proposal: LinkProposal) throws {
    let user = proposal.user?.user.username ?? ""
    tell("the account \(proposal.remoteID) is \(user)'s now", try engine.linking.link(proposal))
  }

  func unlink(_ proposal: LinkProposal) throws {
    tell("the account \(proposal.remoteID) is nobody's now", try engine.linking.unlink(proposal))
  }

  func forgetFinding(_ app: String, _ path: String) throws {
    try engine.findings.forget(app, path: path)
    post(.done("what was found of \(path) is forgotten; R sends it again"))
  }

  func createRole(_ name: String) throws {
    post(
      .done(try engine.roles.create(name) ? "the role \(name) is there" : "there is such a role"))
  }

  func deleteRole(_ name: String) throws {
    tell("the role \(name) is forgotten", try engine.roles.delete(name))
  }

  /// Says what was done, and what follows from it in the apps.
  private func tell(_ sentence: String, _ results: [EvaluationResult]) {
    for result in results {
      if let blocked = result.blockedSentence {
        return post(
          .failed(
            "\(sentence); but \(blocked): R shows the plan"
          ))
      }
    }
    let filed = results.reduce(0) { $0 + $1.summary.total }
    let done = filed == 0 ? sentence : "\(sentence); \(Words.count(filed, "task")) filed"
    let problems = results.compactMap(Self.impossible)
    post(problems.isEmpty ? .done(done) : .failed("\(done); \(problems.joined(separator: "; "))"))
  }

  /// Who could not be computed, on one line; `nil` where everyone could.
  private static func impossible(_ result: EvaluationResult) -> String? {
    let lines = result.summary.impossibleLines(result.app)
    guard let first = lines.first else { return nil }
    let reasons = lines.dropFirst().map { $0.trimmed }
    return "\(first) \(reasons.joined(separator: "; "))"
  }

  // MARK: - Settings

  func disableConnection(_ app: String) throws {
    try engine.connections.disable(app)
    post(.done("\(app): disabled; nothing is sent any more"))
  }

  func save(_ before: AppDefinition?, _ after: AppDefinition, _ secret: Secret?) throws {
    let result = try engine.appEdits.change(
      from: before, to: after, secret: secret?.text, keptBy: TokenKeeper(home: home),
      checking: check)
    let isMapping =
      before?.parameters != after.parameters || before?.rules != after.rules
      || before?.provisioning.enabled != after.provisioning.enabled
    tell(
      "\(after.name) is saved\(before != nil && isMapping ? "; R reapplies" : "")\(result.warningWords)",
      result.apps)
  }

  /// The reader of the configuration file has the last word on every value.
  private func check(_ app: AppDefinition) throws {
    do {
      _ = try Manifest.read(
        text: Manifest.write([app]), file: app.name, vendors: vendors.keeping(app.vendor))
    } catch {
      let reasons = error.problems.map(\.reason)
      throw EngineError.invalid("nothing was saved: \(reasons.joined(separator: "; "))")
    }
  }
}

extension ApplyResult {
  /// The first warning as the end of a message; empty where there is none.
  var warningWords: String {
    guard let first = warnings.first else { return "" }
    let more = warnings.count > 1 ? " (and \(warnings.count - 1) more warnings)" : ""
    return "; warning: \(first.visible)\(more)"
  }
}
