import Screen

extension TasksScreen {
  func draw(into surface: inout Surface, _ area: Area, _ frame: Frame) {
    if isOpen { return drawPage(&surface, area, isTop: false, frame) }
    let layout = frame.layout
    if layout.context != nil { chips(frame).draw(into: &surface, layout.list) }
    let listArea = listArea(frame)
    if let builder {
      surface.write(
        "A filter: \(words)", column: 1, row: listArea.row, role: .heading,
        width: max(0, listArea.columns - 1))
      surface.draw(
        builder, listArea.belowTitle,
        below: [Line(""), Line("\(total) match; the list follows each change", .muted)])
    } else {
      TaskTable(screen: self, frame: frame).draw(into: &surface, listArea)
    }
    if layout.isWide { drawPage(&surface, layout.detail, isTop: true, frame) }
  }

  private func drawPage(_ surface: inout Surface, _ area: Area, isTop: Bool, _ frame: Frame) {
    guard let id = list.selected else { return }
    page.draw(id, into: &surface, area, isTop: isTop, frame)
  }
}
