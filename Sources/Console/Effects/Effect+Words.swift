import Text
import Engine
import Provisioning

extension Effect {
  /// What goes on, for the message line, where it may take long; `nil` for what is quick.
  var work: String? {
    switch self {
    case .checkChain: "verifying the audit log"
    case .loadAffected(_, let rule): "finding the users that \(rule) matches"
    case .loadMatches: "counting the users that the rules match"
    case .loadPlan(let app, _): "planning \(app)"
    case .estimateImpact: "estimating the impact"
    case .askWhatIf(let user, _): "finding what would become of \(user)"
    case .planUndo(let run, _): "planning what takes run \(run) back"
    case .undo(let run, _, _, _): "undoing run \(run)"
    case .unpin(let user): "letting \(user) follow the rules again"
    case .loadCauses: "looking for what made tasks fail"
    case .proposeLink(let app, _, let account): "reading \(account) from \(app)"
    case .proposeUnlink(let app, let user): "finding the account of \(user) in \(app)"
    case .link(let proposal), .unlink(let proposal): "saving whose \(proposal.remoteID) is"
    case .loadTasks, .loadTasksBy: "reading tasks"
    case .loadUsers: "reading users"
    case .decideAll(let decision, _, _, _): "\(decision.rawValue): deciding"
    case .decide(let decision, _): "\(decision.rawValue): deciding"
    case .saveApp(_, let app, _): "saving \(app.name)"
    case .testConnection(let app, let enabling):
      enabling ? "testing and enabling \(app)" : "testing \(app)"
    case .refreshEntitlements(let app): "reading the groups of \(app)"
    case .reapply(let app, _, _, _), .reapplyUnchanged(let app, _): "reapplying \(app)"
    case .verify(let app, let user): "reading \(user ?? "everyone") back from \(app)"
    case .testRun(let app, let user): "test run of \(user) in \(app)"
    case .saveUser(let user, _), .deleteUser(let user), .setRoles(let user, _, _): "saving \(user)"
    case .syncSource(let name): "reading people from \(name)"
    case .loadApps, .loadNeeds, .loadTask, .loadUser, .loadAttributes, .loadRoles, .loadGroups,
      .loadSample, .loadAudit, .tallyValue, .tallyConditions, .disableConnection, .createRole,
      .deleteRole,
      .forgetFinding, .loadRuns, .edit, .copy, .keepFilter, .cancel, .mouse, .loadSources,
      .theme,
      .redraw, .suspend, .quit:
      nil
    }
  }

  /// Whether Ctrl-c can end it without leaving anything half done.
  var isCancellable: Bool {
    switch self {
    case .checkChain, .loadAffected, .loadMatches, .loadPlan, .loadTasks, .loadUsers,
      .testConnection, .refreshEntitlements, .verify, .reapply, .reapplyUnchanged, .decideAll,
      .planUndo, .undo, .syncSource:
      true
    default: false
    }
  }

  /// The command line that does the same; `nil` where there is none.
  var commandLine: String? {
    switch self {
    case .decide(let decision, let ids):
      let numbers = ids.prefix(20).map(String.init).joined(separator: " ")
      return "usher tasks \(decision.rawValue) \(numbers)\(ids.count > 20 ? " …" : "")"
    case .decideAll(let decision, let filter, _, _):
      return filter.commandLine.map { "usher tasks \(decision.rawValue) --all" + $0 }
    case .saveApp(_, let app, _): return "usher apply -f FILE   # of \(app.name.quotedForShell)"
    case .testConnection(let app, let enabling):
      return "usher connection \(enabling ? "enable" : "test") \(app.quotedForShell)"
    case .disableConnection(let app): return "usher connection disable \(app.quotedForShell)"
    case .refreshEntitlements(let app): return "usher entitlements refresh \(app.quotedForShell)"
    case .reapply(let app, let scope, let accepting, let memberships):
      return "usher reapply \(app.quotedForShell) --\(scope.rawValue)"
        + Self.accepted(accepting, memberships)
    case .reapplyUnchanged(let app, let scope):
      return "usher reapply \(app.quotedForShell) --\(scope.rawValue)"
    case .verify(let app, let user):
      return "usher verify \(app.quotedForShell)"
        + (user.map { " --user \($0.quotedForShell)" } ?? "")
    case .testRun(let app, let user):
      return "usher test-run \(app.quotedForShell) --user \(user.quotedForShell)"
    case .saveUser(let user, let values):
      let pairs = values.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)".quotedForShell }
      return "usher users set \(user.quotedForShell) \(pairs.joined(separator: " "))"
    case .deleteUser(let user): return "usher users delete \(user.quotedForShell)"
    case .syncSource(let name): return "usher directory sync \(name.quotedForShell)"
    case .setRoles(let user, let adding, let removing):
      let lines =
        adding.map { "usher roles add \($0.quotedForShell) \(user.quotedForShell)" }
        + removing.map { "usher roles remove \($0.quotedForShell) \(user.quotedForShell)" }
      return lines.joined(separator: "; ")
    case .link(let proposal):
      let user = proposal.user?.user.username ?? ""
      return
        "usher link \(proposal.app.quotedForShell) \(user.quotedForShell) \(proposal.remoteID.quotedForShell)"
    case .unlink(let proposal):
      let user = proposal.holder?.user.username ?? ""
      return "usher unlink \(proposal.app.quotedForShell) \(user.quotedForShell)"
    case .forgetFinding(let app, let path):
      return
        "usher connection findings \(app.quotedForShell) --forget \(path.quotedForShell)"
    case .undo(let run, let part, let accepting, let memberships):
      return "usher undo \(run) --yes\(part.options ?? "")" + Self.accepted(accepting, memberships)
    case .unpin(let user): return "usher pins remove \(user.quotedForShell)"
    case .createRole(let role): return "usher roles create \(role.quotedForShell)"
    case .deleteRole(let role): return "usher roles delete \(role.quotedForShell)"
    case .checkChain: return "usher audit verify"
    case .loadApps, .loadNeeds, .loadTasks, .loadTasksBy, .loadTask, .loadUsers, .loadUser,
      .loadRoles,
      .loadGroups, .loadSample, .loadAudit, .tallyValue, .tallyConditions, .loadAffected,
      .loadMatches, .loadPlan,
      .estimateImpact, .askWhatIf, .loadRuns, .planUndo, .loadSources,
      .loadCauses, .loadAttributes, .proposeLink, .proposeUnlink, .edit, .copy, .keepFilter,
      .cancel, .mouse, .theme, .redraw, .suspend, .quit:
      return nil
    }
  }
}

extension Effect {
  /// The options that let go what is over a limit.
  private static func accepted(_ deletions: Int?, _ memberships: Int?) -> String {
    (deletions.map { " --accept-deletions \($0)" } ?? "")
      + (memberships.map { " --accept-memberships \($0)" } ?? "")
  }
}

extension TaskFilter {
  /// The filter as options of `usher tasks`; `nil` where it is one of a moment, which passes.
  fileprivate var commandLine: String? {
    guard since == nil else { return nil }
    let options =
      [app.map { " --app \($0)" }].compactMap { $0 }
      + statuses.map { " --status \($0.rawValue)" }.sorted()
      + actions.map { " --action \($0.rawValue)" }.sorted()
      + attributes.map { " --only \("\($0.key):\($0.value)".quotedForShell)" }.sorted()
      + [
        user.map { " --user \($0.quotedForShell)" },
        group.map { " --group \($0.quotedForShell)" },
        search.map { " --search \($0.quotedForShell)" },
        without.sorted().map { " --without \($0.quotedForShell)" }.joined(),
      ].compactMap { $0 }
    return options.joined()
  }
}
