import Engine
import Provisioning
import Screen

/// What needs a person, in every app; each thing a key away.
struct HomeScreen: Screen {
  static let title = "Home"
  static let opening = Opening.atStart

  /// How the apps stand, as they were last read.
  private(set) var statuses: [AppStatus] = [] {
    didSet {
      needs = statuses.flatMap { status in status.needs.map { HomeRow($0, of: status.app) } }
    }
  }
  private var needs: [HomeRow] = []
  private(set) var lateSources: [LateSource] = []
  /// What the last look at each app found to be different.
  private(set) var differences: [String: [VerifyReport.Difference]] = [:]
  private(set) var hasLoaded = false
  var cursor = ListCursor()

  static let bindings: [Binding<HomeScreen>] = [
    Binding(
      "home.open", "Go there", [.enter],
      "Opens the tasks, the plan or the screen where this is dealt with.",
      naming: { screen, frame in screen.row(frame)?.keyTitle },
      disabled: { screen, frame in
        screen.row(frame) == nil ? "nothing waits for a person" : nil
      }
    ) { $0.open(&$1) },
    .reapply, .reapplyEntitlements, .runs,
  ]

  /// Everything that waits, problems first.
  func rows(_ frame: Frame) -> [HomeRow] {
    let others =
      lateSources.map(HomeRow.init)
      + differences.sorted { $0.key < $1.key }.map { HomeRow($0.value, of: $0.key) }
      + frame.drafts.map(HomeRow.init)
    // What this console read itself says more.
    let needs = needs.filter { !$0.isCountOfDifferences || differences[$0.appName] == nil }
    let rows = needs + others
    return rows.filter(\.isProblem) + rows.filter { !$0.isProblem }
  }

  func row(_ frame: Frame) -> HomeRow? {
    let rows = rows(frame)
    return rows.indices.contains(cursor.index) ? rows[cursor.index] : nil
  }

  // MARK: - Answers

  mutating func reload(_ frame: inout Frame) { frame.request(.loadNeeds) }

  mutating func take(_ answer: ConsoleEvent, _ frame: inout Frame) {
    switch answer {
    case .needsLoaded(let statuses, let sources):
      let selected = row(frame)
      self.statuses = statuses
      lateSources = sources
      hasLoaded = true
      if let index = rows(frame).firstIndex(where: { $0.isSame(as: selected) }) {
        cursor.index = index
      }
    case .differencesFound(let app, let found): differences[app] = found.isEmpty ? nil : found
    default: break
    }
  }

  mutating func settle(_ frame: Frame) { cursor.settle(count: rows(frame).count) }

  // MARK: - List

  func listPlace(height: Int) -> (index: Int, first: Int)? {
    cursor.index < 0 ? nil : (cursor.index, cursor.top)
  }

  mutating func move(_ step: ListStep, _ frame: inout Frame) {
    cursor.move(step, count: rows(frame).count, height: listHeight(frame))
  }

  func copyable(_ frame: Frame) -> [Chooser.Option] {
    guard let row = row(frame) else { return [] }
    return [Chooser.Option("text", row.text), Chooser.Option("command line", row.command ?? "")]
  }

  private func open(_ frame: inout Frame) {
    guard let row = row(frame) else { return }
    switch row.way {
    case .visit(let place): frame.visit(place, app: row.app)
    case .plan(let app): frame.begin(.loadPlan(app: app, .everything))
    case .differences(let app, let found): frame.show(found, of: app)
    case .read(let app): frame.begin(.verify(app: app, user: nil))
    }
  }
}
