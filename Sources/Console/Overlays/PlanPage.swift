import Engine
import Provisioning
import Screen

/// What reapplying, or undoing a run, would do, as a page: everyone can be read, found and opened before
/// the answer.
struct PlanPage: Sendable {
  /// What is planned.
  enum Purpose: Sendable, Hashable {
    case reapply(ReapplyScope)
    case undo(RunID, UserSelection)
  }

  let plan: PlanOverview
  let app: String
  let purpose: Purpose
  let openedAt: Double
  var cursor = ListCursor()
  /// What the rows are filtered by.
  private(set) var filter = TextField()
  /// Whether the filter is being typed.
  var isTyping = false
  /// The number that is typed, where a limit is exceeded.
  private(set) var typed = ""
  /// The places of the rows that the filter leaves.
  private(set) var found: [Int]

  init(_ plan: PlanOverview, app: String, _ purpose: Purpose, at now: Double) {
    self.plan = plan
    self.app = app
    self.purpose = purpose
    openedAt = now
    found = Array(plan.rows.indices)
  }

  var title: String {
    switch purpose {
    case .reapply(.everything): "REAPPLY \(app)"
    case .reapply(.entitlements): "REAPPLY ENTITLEMENTS of \(app)"
    case .undo(let run, let part):
      "UNDO run \(run) of \(app)" + (part.isEveryone ? "" : ", only \(part.words)")
    }
  }

  /// What yes does.
  var verb: String {
    switch purpose {
    case .reapply: "reapply"
    case .undo: "undo"
    }
  }

  /// The run that is undone, and the part of it; `nil` where none is.
  var undone: (run: RunID, part: UserSelection)? {
    if case .undo(let run, let part) = purpose { (run, part) } else { nil }
  }

  /// The number that must be typed; `nil` where `y` is enough.
  var number: Int? {
    let numbers = [plan.blocked, plan.blockedMemberships].compactMap { $0 }
    return numbers.isEmpty ? nil : numbers.reduce(0, +)
  }

  var effect: Effect {
    switch purpose {
    case .reapply(let scope):
      .reapply(
        app: app, scope, accepting: plan.blocked, memberships: plan.blockedMemberships)
    case .undo(let run, let part):
      .undo(run, part, accepting: plan.blocked, memberships: plan.blockedMemberships)
    }
  }

  var row: PlanOverview.Row? {
    found.indices.contains(cursor.index) ? plan.rows[found[cursor.index]] : nil
  }

  /// What stands above the rows.
  var notes: [Line] {
    let counts = plan.counts.map { "\(Count.grouped($0.count)) \($0.kind.rawValue)" }
    return (counts.isEmpty ? [] : [Line(counts.joined(separator: " · "), .heading)])
      + plan.warnings.map { Line($0, .warning) } + plan.lines.map { Line($0) }
  }

  /// How many rows of an area show people.
  func height(_ area: Area) -> Int { max(1, area.rows - noteRows(area).count - 3) }

  /// What stands above the rows, as rows; where there is little room the people matter more.
  func noteRows(_ area: Area) -> [Line] {
    let rows = notes.flatMap { line in
      line.text.wrapped(area.columns - 2).map { Line($0, line.role) }
    }
    return Array(rows.prefix(max(1, plan.rows.isEmpty ? area.rows - 3 : (area.rows - 3) / 2)))
  }

  /// Takes what was typed or pasted into the filter.
  mutating func insert(_ text: String) {
    filter.insert(text)
    find()
  }

  mutating func clearFilter() {
    filter.set("")
    isTyping = false
    find()
  }

  /// - Returns: whether the key means something in the filter.
  mutating func type(_ key: Key) -> Bool {
    guard filter.press(key) else { return false }
    find()
    return true
  }

  mutating func typeNumber(_ key: Key) -> Bool {
    switch key {
    case .backspace: typed = String(typed.dropLast())
    case .character(let digit) where digit.isASCII && digit.isNumber:
      if typed.count < 12 { typed.append(digit) }
    default: return false
    }
    return true
  }

  private mutating func find() {
    let word = filter.text.lowercased()
    cursor = ListCursor()
    found = plan.rows.indices.filter { index in
      let row = plan.rows[index]
      return word.isEmpty || row.name.lowercased().contains(word) || row.kind.rawValue == word
        || row.why.lowercased().contains(word)
    }
  }

  /// Goes to the first row of the next or the previous kind.
  mutating func goToKind(_ step: Int, height: Int) {
    guard let kind = row?.kind else { return }
    let kinds = found.map { plan.rows[$0].kind }
    let index: Int?
    if step > 0 {
      index = kinds.indices.first { $0 > cursor.index && kinds[$0] != kind }
    } else {
      let start = kinds.firstIndex(of: kind) ?? 0
      index = start < cursor.index || start == 0 ? start : kinds.firstIndex(of: kinds[start - 1])
    }
    if let index { cursor.move(.by(index - cursor.index), count: found.count, height: height) }
  }
}

extension PlanOverview.Row {
  /// The row as a page of its own.
  var lines: [Line] {
    var lines = [Line("\(kind.rawValue): \(name)", kind.role), Line("  \(why)")]
    if let task { lines += TaskStory(task: task).planned }
    return lines
  }

  /// Whom it is about; `nil` where it is a group.
  var user: PersonKey? {
    guard let task else { return .name(name) }
    return task.action.resource == .user ? task.user.map { .id($0) } ?? .name(name) : nil
  }
}

extension PlanOverview.Kind {
  var role: Role {
    switch self {
    case .deleted, .suspended, .removed: .destructive
    case .impossible: .warning
    case .withdrawn: .muted
    case .created: .added
    case .changed: .text
    }
  }
}
