import Text
import Engine
import Provisioning
import Screen

extension HomeScreen {
  func draw(into surface: inout Surface, _ area: Area, _ frame: Frame) {
    guard !frame.apps.isEmpty else { return surface.draw(Line.noApp, area) }
    let layout = frame.layout
    let rows = rows(frame)
    let apps = appLines(frame)
    // The apps are listed below what waits, where there is room for both.
    let height = min(layout.list.rows, max(rows.count + 2, layout.list.rows - apps.count - 1))
    let list = Area(row: layout.list.row, columns: layout.list.columns, rows: height)
    drawList(rows, into: &surface, list, frame)
    let below = min(rows.count, list.rows) + 3
    surface.draw(
      apps,
      Area(
        row: list.row + below, columns: layout.list.columns, rows: layout.list.rows - below))
    if layout.isWide, let row = row(frame) {
      surface.draw(row.lines(at: frame.now), layout.detail)
    }
  }

  private func drawList(
    _ rows: [HomeRow], into surface: inout Surface, _ area: Area, _ frame: Frame
  ) {
    let hasSeveral = frame.apps.count > 1
    var columns = [
      Column("WHAT", 24...400, keeps: 9), Column("SINCE", 5...5, keeps: 8),
    ]
    if hasSeveral { columns.append(Column("APP", 8...16, keeps: 7)) }
    let title =
      rows.isEmpty
      ? (hasLoaded ? "Nothing waits for you" : "Looking for what waits for you …")
      : "\(Count.words(rows.count, "thing waits", "things wait")) for you"
    surface.draw(
      Table(
        title: title, columns: columns,
        rows: rows.map { row in
          TableRow(
            [
              row.text.visible(upTo: 400), row.since.map { Age.words(frame.now - $0) } ?? "",
              row.appName,
            ], role: row.isProblem ? .error : .pending, mark: row.isProblem ? "!" : " ")
        }, selected: cursor.index, top: cursor.top,
        empty: hasLoaded ? "Every account is as the directory and the rules say." : ""), area)
  }

  /// How each app stands, a line each.
  private func appLines(_ frame: Frame) -> [Line] {
    statuses.map { status in
      let overview = frame.apps.first { $0.app.id == status.app.id }
      let counts = [TaskStatus.approved, .running, .provisioned, .ignored].compactMap { kind in
        status.counts[kind].flatMap { $0 > 0 ? "\(Count.grouped($0)) \(kind.rawValue)" : nil }
      }
      var parts = ["\(status.app.name): API \(status.app.api.state.rawValue)"]
      if let overview {
        parts.append(Count.words(overview.accounts, "account"))
        parts.append(Count.words(overview.users, "person", "people"))
      }
      return Line((parts + counts).joined(separator: " · "), .muted)
    }
  }
}
