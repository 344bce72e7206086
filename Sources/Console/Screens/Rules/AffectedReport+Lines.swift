import Text
import Screen

extension AffectedReport {
  /// The report as it is shown.
  func lines(app: String) -> [Line] {
    var lines = [
      Line("\(Count.words(matches, "user")), \(Count.grouped(changes)) would change", .heading)
    ]
    lines += rows.map { row in
      let state = !row.hasAccess ? "no access" : row.wouldChange ? "would change" : "as now"
      let groups = row.groups.joined(separator: ", ")
      let end = groups.isEmpty ? state : "\(state.fitted(12)) \(groups)"
      return Line(
        "\(row.username.visible.fitted(28)) \(end)",
        row.wouldChange && row.hasAccess ? .text : .muted)
    }
    if matches > rows.count { lines.append(Line("… \(Count.grouped(matches)) in all", .muted)) }
    return lines
  }
}
