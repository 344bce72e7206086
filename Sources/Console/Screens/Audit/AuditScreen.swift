import Text
import Engine
import Provisioning
import SCIM
import Screen

/// Who did what, when, from where; newest first.
struct AuditScreen: Screen {
  static let title = "Audit"

  private(set) var search = ""
  private(set) var list = Window<AuditRow>()
  private(set) var isOpen = false
  private var detail = Pager()
  /// Whether the chain holds, once it was computed.
  private var chain: Line?
  private var chainCheckedAt: Double = 0

  static let bindings: [Binding<AuditScreen>] = [
    Binding(
      "audit.open", "Open", [.enter], "Shows the entry with its details and its hash.",
      disabled: { screen, _ in
        screen.inDetail ?? (screen.list.row == nil ? "there is no entry" : nil)
      }
    ) { screen, _ in screen.open() },
    Binding(
      "audit.filter", "Filter", [.character("/")], "Searches by who, what and on what.",
      disabled: { screen, _ in screen.inDetail }
    ) { screen, frame in frame.typing = TextField(screen.search) },
    Binding(
      "audit.verify", "Verify the chain", [.character("V")],
      "Checks the hash chain of the whole log."
    ) { _, frame in frame.begin(.checkChain) },
    .runs, .reapply, .reapplyEntitlements,
  ]

  func badge(_ frame: Frame) -> TabBadge {
    TabBadge(
      hasFailed: chain?.role == .error, isRunning: frame.work.has(.checkChain))
  }

  // MARK: - Answers

  mutating func reload(_ frame: inout Frame) {
    frame.request(.loadAudit(search: search, list.refresh))
  }

  mutating func take(_ answer: ConsoleEvent, _ frame: inout Frame) {
    switch answer {
    case .auditLoaded(let search, let place, let page):
      guard search == self.search else { return }
      list.take(page.rows, at: place, total: page.total)
      if let place = list.takePushedOut() { frame.request(.loadAudit(search: search, place)) }
    case .chainChecked(let holds, let sentence):
      chain = Line("\(sentence)", holds ? .success : .error)
      chainCheckedAt = frame.now
      frame.say(sentence, holds ? .plain : .error)
    default: break
    }
  }

  // MARK: - List

  func listPlace(height: Int) -> (index: Int, first: Int)? {
    (list.index, list.firstSeen(height: height))
  }

  mutating func move(_ step: ListStep, _ frame: inout Frame) {
    if isOpen { return detail.move(step, area: frame.layout.body) }
    let height = listHeight(frame)
    let place = list.move(step, height: height)
    list.reveal(height: height)
    if let place { frame.request(.loadAudit(search: search, place)) }
  }

  mutating func filterChanged(to text: String, _ frame: inout Frame) {
    setSearch(text)
    frame.request(.loadAudit(search: search, .first))
  }

  private mutating func setSearch(_ text: String) {
    guard text != search else { return }
    search = text
    list.clear()
  }

  func copyable(_ frame: Frame) -> [Chooser.Option] {
    guard let entry = list.row?.entry else { return [] }
    return [Chooser.Option("subject", entry.subject), Chooser.Option("hash", entry.hash)]
  }

  // MARK: - Detail

  var openDetail: Pager? {
    get { isOpen ? detail : nil }
    set { if let newValue { detail = newValue } }
  }

  var isSomethingOpen: Bool { isOpen }
  var canGoBack: Bool { isOpen || !search.isEmpty }

  mutating func back(_ frame: inout Frame) {
    if isOpen {
      isOpen = false
    } else if !search.isEmpty {
      setSearch("")
      reload(&frame)
    }
  }

  mutating func closeDetail() { isOpen = false }

  private mutating func open() {
    guard let row = list.row else { return }
    isOpen = true
    detail = Pager(title: "Entry \(row.id)", lines: row.lines)
  }

  // MARK: - Drawing

  func draw(into surface: inout Surface, _ area: Area, _ frame: Frame) {
    if isOpen { return surface.draw(detail, area) }
    let height = max(0, area.rows - 2)
    let first = list.firstSeen(height: height)
    // Where there is little room, how long ago it was says enough.
    let isNarrow = frame.layout.list.columns < 60
    let rows = list.rows.dropFirst(first).prefix(height).map { row in
      TableRow([
        isNarrow ? Age.words(frame.now - row.entry.at) : row.when, row.entry.actor.name,
        row.what,
        row.entry.actor.origin, String(row.id),
      ])
    }
    let total = Count.found(list.total, isWhole: search.isEmpty)
    var title = "\(Count.grouped(list.position)) of \(total)"
    title +=
      chain.map { " · \($0.text), \(Age.words(frame.now - chainCheckedAt)) ago" }
      ?? " · chain not verified yet (V)"
    surface.draw(
      Table(
        title: title.filtered(search, "filter", frame.typing),
        columns: [
          isNarrow ? Column("AGE", 4...4, keeps: 9) : Column("WHEN", 19...19, keeps: 9),
          Column("WHO", (isNarrow ? 8 : 10)...18, keeps: 7), Column("WHAT", 24...50, keeps: 8),
          Column("FROM", 12...24, keeps: 5),
          Column("#", 6...9, keeps: 3),
        ], rows: Array(rows), selected: list.index - first, top: 0,
        empty: search.isEmpty
          ? "Nothing was done yet" : "Nothing matches \(search)  Esc clears the filter",
        typing: frame.typing), frame.layout.list)
    if frame.layout.isWide, let row = list.row {
      surface.draw([Line("Entry \(row.id)", .heading)] + row.lines, frame.layout.detail)
    }
  }
}

extension AuditRow {
  /// What was done, with the account or group that a task is about.
  fileprivate var what: String {
    let about = [entry.detail["action"]?.string, entry.detail["name"]?.string].compactMap { $0 }
    return ([entry.action, entry.subject] + about).joined(separator: " ")
  }

  /// The entry as a detail.
  fileprivate var lines: [Line] {
    [
      Line("when     \(when)"), Line("who      \(entry.actor.name)"),
      Line("from     \(entry.actor.origin)"), Line("what     \(entry.action)"),
      Line("on       \(entry.subject)"), Line(""), Line("Particulars", .heading),
    ] + entry.detail.prettyText.split(separator: "\n").map { Line("  \($0)") }
      + [
        Line(""), Line("hash     \(entry.hash)", .muted),
        Line("before   \(entry.previousHash)", .muted),
      ]
  }
}
