import Engine
import Provisioning
import SCIM
import Screen

/// Who did what, when, from where; newest first.
struct AuditScreen: Sendable {
  private(set) var search = ""
  var list = Window<AuditRow>()
  var isOpen = false
  var detail = Pager()
  /// Whether the chain holds, once it was computed.
  var chain: Line?
  var chainCheckedAt: Double = 0

  mutating func setSearch(_ text: String) {
    guard text != search else { return }
    search = text
    list.clear()
  }
}

extension Console {
  mutating func performAudit(_ id: String) -> [Effect] {
    switch id {
    case "audit.open":
      guard let row = audit.list.row else { return [] }
      audit.isOpen = true
      audit.detail = Pager(title: "Entry \(row.id)", lines: Self.lines(row))
    case "audit.filter": typing = TextField(audit.search)
    case "audit.verify": return begin(.checkChain)
    default: break
    }
    return []
  }

  private static func lines(_ row: AuditRow) -> [Line] {
    let entry = row.entry
    return [
      Line("when     \(row.when)"), Line("who      \(entry.actor.name)"),
      Line("from     \(entry.actor.origin)"), Line("what     \(entry.action)"),
      Line("on       \(entry.subject)"), Line(""), Line("Particulars", .heading),
    ] + entry.detail.prettyText.split(separator: "\n").map { Line("  \($0)") }
      + [
        Line(""), Line("hash     \(entry.hash)", .muted),
        Line("before   \(entry.previousHash)", .muted),
      ]
  }

  func drawAudit(_ surface: inout Surface, _ area: Area) {
    if audit.isOpen { return draw(audit.detail, &surface, area) }
    let list = audit.list
    let height = max(0, area.rows - 2)
    let first = list.firstSeen(height: height)
    let rows = list.rows.dropFirst(first).prefix(height).map { row in
      TableRow([
        row.when, row.entry.actor.name, "\(row.entry.action) \(row.entry.subject)",
        row.entry.actor.origin, String(row.id),
      ])
    }
    let total = Self.counted(list.total, isWhole: audit.search.isEmpty)
    var title = "\(Count.grouped(list.position)) of \(total)"
    title +=
      audit.chain.map { " · \($0.text), \(Age.words(now - audit.chainCheckedAt)) ago" }
      ?? " · chain not verified yet (V)"
    if typing != nil || !audit.search.isEmpty { title += "  filter: " }
    if typing == nil { title += audit.search }
    draw(
      Table(
        title: title,
        columns: [
          Column("WHEN", 19...19, keeps: 9), Column("WHO", 10...18, keeps: 8),
          Column("WHAT", 24...50, keeps: 7), Column("FROM", 12...24, keeps: 5),
          Column("#", 6...9, keeps: 3),
        ], rows: Array(rows), selected: list.index - first, top: 0,
        empty: audit.search.isEmpty
          ? "Nothing was done yet" : "Nothing matches \(audit.search)  Esc clears the filter",
        typing: typing), &surface, layout.list)
  }
}
