public import Screen

extension Console {
  /// Draws the console at a size, whatever it is.
  public func render(_ size: Size) -> Surface {
    var console = self
    console.frame.size = size
    var surface = Surface(size: size)
    if console.frame.layout.isTooSmall {
      surface.write(
        "usher goes on; it needs 40 columns and 8 rows", column: 0, row: 0, role: .text,
        width: size.columns)
    } else {
      console.draw(into: &surface)
    }
    return frame.settings.usesASCII ? surface.inASCII : surface
  }

  private func draw(into surface: inout Surface) {
    let layout = frame.layout
    if let row = layout.context { contextLine.draw(into: &surface, row: row) }
    if let row = layout.tabs { tabLine.draw(into: &surface, row: row) }
    if frame.overlays.last?.isSeenThrough ?? true {
      front.draw(into: &surface, layout.body, frame)
    }
    let message = messageLine
    let most = frame.overlays.isEmpty ? 3 : 1
    if let row = layout.message {
      message.draw(into: &surface, row: row, upTo: most)
    }
    if let row = layout.hint {
      // Where there is no room for both, what is said takes the place of the hints.
      if layout.message == nil, !frame.message.text.isEmpty || frame.toldJob != nil {
        message.draw(into: &surface, row: row, upTo: most)
      } else {
        hintLine.draw(into: &surface, row: row)
      }
    }
    if let overlay = frame.overlays.last { draw(overlay, into: &surface) }
  }

  private func draw(_ overlay: Overlay, into surface: inout Surface) {
    let area = frame.layout.body
    switch overlay {
    case .palette(let palette): surface.draw(palette, offers.found(in: palette), area)
    case .dialog(let dialog): surface.draw(dialog, area)
    case .prompt(let prompt):
      surface.draw(prompt, row: frame.layout.message ?? max(0, surface.size.rows - 2))
    case .pager(let pager): surface.draw(pager, area)
    case .chooser(let chooser): surface.draw(chooser, area)
    case .plan(let page): surface.draw(page, area)
    }
  }

  private var contextLine: ContextLine {
    ContextLine(
      frame: frame, worker: worker, staleSince: staleSince,
      tab: frame.layout.tabs == nil ? screens.name(of: tab) : nil)
  }

  private var tabLine: TabLine {
    TabLine(
      tabs: screens.map { TabLine.Tab($0, $0.badge(frame)) }, active: tab)
  }

  var messageLine: MessageLine {
    MessageLine(frame: frame, worker: worker, tellsStale: type(of: front).tellsStaleUsers)
  }

  private var hintLine: HintLine {
    HintLine(front, frame, offers)
  }
}
