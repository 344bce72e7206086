import Engine
import Provisioning
import Screen

extension Console {
  /// App, host, environment, API status with its age, pending and failed counts, the worker.
  func drawContext(into surface: inout Surface, row: Int) {
    surface.fill(row: row, role: .context)
    guard let app else {
      surface.write(" usher · no app yet", column: 0, row: row, role: .context)
      return
    }
    let name = app.app.name.fittedOrLess(20)
    let marks = app.environment.word + (settings.isReadOnly ? " READ-ONLY" : "")
    let parts = contextParts(app)
    let used = parts.reduce(name.displayWidth + marks.count + 4) { $0 + $1.displayWidth + 3 }
    // The host takes what is left, and is cut first.
    let room = size.columns - used
    let host = room >= 6 ? app.host.fittedOrLess(room) + " " : ""
    var column = surface.write(" \(name) \(host)", column: 0, row: row, role: .context)
    column = surface.write(
      marks, column: column, row: row, role: app.environment == .test ? .test : .production)
    for part in parts {
      let room = size.columns - column - 3
      guard room > 3 else { break }
      column = surface.write(" · ", column: column, row: row, role: .context)
      column = surface.write(
        part.fittedOrLess(room), column: column, row: row, role: .context)
    }
  }

  /// What can be missed most stands last.
  private func contextParts(_ app: AppOverview) -> [String] {
    let counts = app.counts
    let failed = counts[.failed] ?? 0
    let running = counts[.running] ?? 0
    let left = running + (counts[.approved] ?? 0)
    let parts = [
      layout.tabs == nil ? "\(tab.rawValue) \(tab.title)" : nil,
      staleSince.map { "STALE since \(Age.words(now - $0))" }, apiWords(app.app),
      "\(Count.grouped(counts[.pending] ?? 0)) pending",
      failed > 0 ? "\(Count.grouped(failed)) FAILED" : nil,
      worker.words(left: left, running: running, at: now),
    ]
    return parts.compactMap { $0 }
  }

  private func apiWords(_ app: AppRecord) -> String {
    if let pause = app.pause {
      return "PAUSED \(Age.words(now - pause.since))"
    }
    let isTesting = work.jobs.contains { job in
      if case .testConnection(let name, _) = job.effect { name == app.name } else { false }
    }
    if isTesting { return "checking" }
    let age = app.api.checkedAt.map { Age.words(now - $0) }
    guard app.api.state == .failed else {
      return [app.api.state.rawValue, age].compactMap { $0 }.joined(separator: " ")
    }
    // The detail's number says it shortest.
    let status = app.api.detail.split { !$0.isNumber }.first { $0.count == 3 }.map(String.init)
    return "failed: " + [status, age].compactMap { $0 }.joined(separator: ", ")
  }

  func drawTabs(into surface: inout Surface, row: Int) {
    let signs = signs
    func labels(_ title: (Tab) -> String) -> [String] {
      zip(Tab.allCases, signs).map { label($0, title: title($0)) + $1 }
    }
    let full = labels(\.title)
    let short = labels { $0 == tab ? $0.title : $0.shortTitle }
    let shortest = labels { $0 == tab ? $0.title : "" }
    let gaps = Tab.allCases.count - 1
    func width(_ labels: [String]) -> Int { labels.reduce(gaps) { $0 + $1.displayWidth } }
    let room = size.columns - 2
    let labels = [full, short].first { width($0) <= room } ?? shortest
    let gap = width(labels) + gaps <= room ? 2 : 1
    var column = 1
    for (tab, label) in zip(Tab.allCases, labels) {
      column =
        surface.write(
          label, column: column, row: row, role: tab == self.tab ? .tabActive : .tab) + gap
    }
  }

  /// Of each tab `*` for what is unsaved, `!` for what failed, `~` for what runs.
  private var signs: [String] {
    let drafts = drafts
    return Tab.allCases.map { tab in
      (drafts.contains(tab) ? "*" : "") + (hasFailed(tab) ? "!" : "") + (isRunning(tab) ? "~" : "")
    }
  }

  /// A tab's name, with what waits there.
  private func label(_ tab: Tab, title: String) -> String {
    var label = title.isEmpty ? "\(tab.rawValue)" : "\(tab.rawValue) \(title)"
    if tab == .tasks, let pending = app?.counts[.pending], pending > 0 {
      label += " \(Count.grouped(pending))"
    }
    return label
  }

  private func hasFailed(_ tab: Tab) -> Bool {
    switch tab {
    case .connection: app?.app.api.state == .failed || app?.app.pause != nil
    case .tasks: (app?.counts[.failed] ?? 0) > 0
    case .directory: directory.testRun?.steps.contains { !$0.passed } == true
    case .audit: audit.chain?.role == .error
    case .provisioning, .parameters, .rules: false
    }
  }

  private func isRunning(_ tab: Tab) -> Bool {
    if tab == .tasks, (app?.counts[.running] ?? 0) > 0 { return true }
    return work.jobs.contains { job in
      switch job.effect {
      case .testConnection: tab == .connection
      case .refreshEntitlements: tab == .provisioning
      case .loadPlan, .reapply, .loadMatches: tab == .rules
      case .testRun: tab == .directory
      case .checkChain: tab == .audit
      default: false
      }
    }
  }
}
