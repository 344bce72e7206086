import Engine
import Provisioning
import Screen

extension TasksScreen {
  static let bindings: [Binding<TasksScreen>] = [
    Binding(
      "tasks.approve", "Approve", [.character("a")],
      "Approves the selected or marked tasks. Asks before deletions, suspensions and bulk changes.",
      danger: .changes, disabled: { screen, _ in screen.reason(.approve, "it is not pending") }
    ) { $0.decide(.approve, &$1) },
    Binding(
      "tasks.ignore", "Ignore", [.character("i")],
      "Ignores the selected or marked tasks until the desired account changes.",
      danger: .changes,
      disabled: { screen, _ in screen.reason(.ignore, "it is neither pending nor failed") }
    ) { $0.decide(.ignore, &$1) },
    Binding(
      "tasks.retry", "Retry", [.character("r")],
      "Tries a failed task again, or brings an ignored one back.", danger: .changes,
      disabled: { screen, _ in screen.reason(.retry, "it has not failed") }
    ) { $0.decide(.retry, &$1) },
    Binding(
      "tasks.open", "Open", [.enter],
      "Shows who, why, the changes, the exact request, the answers and the account in the app.",
      disabled: { screen, _ in screen.rowReason }
    ) { $0.open(&$1) },
    Binding(
      "tasks.filter", "Filter", [.character("/")],
      "Filters by status:pending action:create dept:Sales, or by words to search for.",
      disabled: { screen, _ in screen.inDetail }
    ) { $1.typing = TextField($0.words) },
    Binding(
      "tasks.build", "Build a filter", [.character("f")],
      "Builds a filter by status, action, user, group, department and age in a form.",
      disabled: { screen, _ in screen.inDetail }
    ) { screen, _ in screen.builder = TaskQuery(screen.words).form },
    Binding(
      "tasks.kept", "Filters you keep", [.character("s")],
      "Lists the filters that you keep, and keeps the one that is shown.",
      disabled: { screen, _ in screen.inDetail }
    ) { $0.chooseKept(&$1) },
    Binding(
      "tasks.sort", "Sort", [.character("o")],
      "Sorts by a column; of more than 1,000 tasks the newest 1,000.",
      disabled: { screen, _ in screen.inDetail }
    ) { $0.chooseOrder(&$1) },
    Binding(
      "tasks.chip", "Next status", [.right],
      "Shows only the next status: pending, running, failed and so on.",
      disabled: { screen, _ in screen.inDetail }
    ) { $0.turnChip(1, &$1) },
    Binding(
      "tasks.chipBefore", "Previous status", [.left], "Shows only the previous status.",
      disabled: { screen, _ in screen.inDetail }
    ) { $0.turnChip(-1, &$1) },
    Binding(
      "tasks.approveAll", "Approve all that match", [.character("A")],
      "Approves every pending task that matches the filter. Asks first.", danger: .asks,
      // Who typed a filter wants to decide about what it matches.
      leads: { !$0.words.isEmpty && $0.marks.isEmpty },
      disabled: { screen, _ in screen.allReason(.approve) }
    ) { $0.estimateImpact(.approve, &$1) },
    Binding(
      "tasks.mark", "Mark", [.character(" ")], "Marks the task, to decide about several at once.",
      disabled: { screen, _ in screen.rowReason }
    ) { $0.mark(&$1) },
    Binding(
      "tasks.range", "Mark a range", [.character("v")], "Marks from here to the cursor.",
      naming: { screen, _ in screen.marks.rangeStart == nil ? nil : "End the range" },
      disabled: { screen, _ in screen.rowReason }
    ) { screen, _ in screen.marks.toggleRange(in: screen.list) },
    Binding(
      "tasks.markAll", "Mark all shown", [.character("*")], "Marks every task that is loaded.",
      disabled: { screen, _ in screen.rowReason }
    ) { $0.markAllShown(&$1) },
    Binding(
      "tasks.differences", "Differences", [.character("d")],
      "Lists what differed when the app was read back by V; Enter opens the person.",
      disabled: { $1.noApp ?? ($0.differences.isEmpty ? "V reads the app back first" : nil) }
    ) { screen, frame in
      if let app = frame.app { frame.show(screen.differences, of: app.app.name) }
    },
    Binding(
      "tasks.causes", "Failures by cause", [.character("c")],
      "Groups the failed tasks by what made them fail, with the key that cures it.",
      disabled: { $0.inDetail ?? $1.noApp ?? $0.noFailure($1) }
    ) { _, frame in if let app = frame.app { frame.begin(.loadCauses(app.app.id)) } },
    .reapply, .reapplyEntitlements,
    Binding(
      "tasks.verify", "Verify the app", [.character("V")],
      "Reads the accounts from the app and compares them; with a task open, only that account.",
      danger: .changes, disabled: { $1.noApp }
    ) { $0.verify(&$1) },
    Binding(
      "tasks.ignoreAll", "Ignore all that match", [.character("I")],
      "Ignores every pending task that matches the filter. Asks first.", danger: .asks,
      disabled: { screen, _ in screen.allReason(.ignore) }
    ) { $0.estimateImpact(.ignore, &$1) },
    Binding(
      "tasks.retryAll", "Retry all that match", [.control("r")],
      "Retries every failed task that matches the filter. Asks first.", danger: .asks,
      disabled: { screen, _ in screen.allReason(.retry) }
    ) { $0.estimateImpact(.retry, &$1) },
  ]

  private func noFailure(_ frame: Frame) -> String? {
    (frame.app?.counts[.failed] ?? 0) == 0 ? "no task failed" : nil
  }

  private var noRow: String? { list.row == nil ? "there is no task" : nil }

  /// Why nothing can be done with a row of the list.
  private var rowReason: String? { inDetail ?? noRow }

  /// Why none of the chosen tasks can be decided about so.
  private func reason(_ decision: Decision, _ text: String) -> String? {
    noRow ?? (chosen.contains { decision.applies.contains($0.status) } ? nil : text)
  }

  /// Why nothing that the filter matches can be decided so.
  private func allReason(_ decision: Decision) -> String? {
    let isNone = search.leavesOut(decision)
    return inDetail ?? (isNone ? "nothing that the filter shows can be \(decision.past)" : nil)
  }
}
