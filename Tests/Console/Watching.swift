import Engine
import Provisioning
import Screen
import Testing

@testable import Console

extension Desk {
  /// Sends an event, and holds that nothing was done or lost that was not meant.
  mutating func watched(_ event: ConsoleEvent) {
    let before = console
    all = []
    send(event)
    let asked = all.filter { !$0.isReading && !$0.filesNothing }
    let isMeant = asked.isEmpty || before.isQuitting || before.means(event)
    #expect(isMeant, "\(event) at \(before.frontTitle) asked for \(asked)")
    if asked.contains(where: \.takesAway) {
      #expect(before.isAsked, "\(event) at \(before.frontTitle) asked for \(asked) unasked")
    }
    if case .terminal(.key(.escape)) = event { expectKept(before) }
    expectChoices()
  }

  /// Esc loses nothing that was typed; it takes back where a rule was carried.
  private func expectKept(_ before: Console) {
    var drafts = Set(before.draftTitles)
    if before.rules.list.carried != nil { drafts.remove("Rules") }
    if let app = before.app, let editor = before.rules.editor, console.rules.editor == nil {
      // What was typed may come to the rules as they are saved.
      let typed = editor.form.isDirty ? before.edited(app.app.definition) : nil
      #expect(console.rules.rules(app) == typed?.rules ?? before.rules.rules(app))
      drafts.remove("Rules")
    }
    #expect(drafts.isSubset(of: console.draftTitles), "Esc lost what was typed")
  }

  /// What is chosen stands in its list, and what is seen holds it.
  private func expectChoices() {
    expectChoice(console.tasks.list)
    expectChoice(console.directory.list)
    expectChoice(console.audit.list)
    let cursors = [
      (console.rules.list.cursor, console.rules.rules(console.app).count),
      (
        console.parameters.cursor,
        console.frontTitle == "Parameters" ? console.parameters.shown(console.app).count : 999
      ),
      (console.directory.roles.cursor, console.directory.roles.rows.count),
    ]
    for (cursor, count) in cursors { #expect((0..<max(1, count)).contains(cursor.index)) }
    if let form = console.form, !form.fields.isEmpty {
      #expect(form.fields.indices.contains(form.cursor))
    }
  }

  private func expectChoice<Row>(_ list: Window<Row>) {
    guard !list.rows.isEmpty, !list.isSeeking else { return }
    #expect(list.rows.contains { $0.id == list.selected })
    let first = list.firstSeen(height: 5)
    #expect((first..<first + 5).contains(list.index))
  }

  /// The caret stands on the screen.
  func expectInside(_ surface: Surface) {
    guard let cursor = surface.cursor else { return }
    #expect((0..<max(1, surface.size.columns)).contains(cursor.column))
    #expect((0..<max(1, surface.size.rows)).contains(cursor.row))
  }
}

extension Console {
  /// Whether a question lies on the screen.
  fileprivate var isAsked: Bool {
    switch overlays.last {
    case .dialog, .plan: true
    default: false
    }
  }

  /// Whether an event can mean that something is to be done: a key of an action that changes, an
  /// answer to a question, the end of a prompt or choice.
  fileprivate func means(_ event: ConsoleEvent) -> Bool {
    guard case .terminal(.key(let key)) = event else { return false }
    switch overlays.last {
    case .dialog, .plan: return key == .enter || "ysd".map(Key.character).contains(key)
    case .palette, .prompt: return key == .enter
    case .chooser: return key == .control("s")
    case .pager: return false
    case nil:
      if frame.typing != nil { return false }
      if form?.isEntering == true { return key == .control("s") }
      return actions().contains { $0.danger != .none && $0.keys.contains(key) }
    }
  }
}

extension Effect {
  /// Whether it only notes that a plan that somebody asked for has nothing in it.
  fileprivate var filesNothing: Bool {
    if case .reapplyUnchanged = self { true } else { false }
  }

  /// Whether it may take accounts, users or roles away, or touches many.
  fileprivate var takesAway: Bool {
    switch self {
    case .decideAll, .reapply, .undo, .deleteUser, .deleteRole, .testRun: true
    default: false
    }
  }
}
