import Screen

/// Keys that go to what lies over the screen.
extension Console {
  mutating func pressInOverlay(_ key: Key) {
    guard let overlay = frame.overlays.last else { return }
    if key == .control("c"), frame.cancellableJob == nil { return frame.closeOverlay() }
    if case .pager = overlay, key == .character("/") { return promptFind() }
    switch overlay.press(key, frame, found: { found(by: overlay) }) {
    case .ignored: break
    case .changed(let overlay): frame.replaceOverlay(overlay)
    case .typed(let overlay): typed(overlay)
    case .kept(let then): then(&self)
    case .closed: frame.closeOverlay()
    case .answered(let then):
      frame.overlays.removeLast()
      then(&self)
    }
  }

  /// Takes an overlay on which a text was typed.
  mutating func typed(_ overlay: Overlay) {
    guard case .chooser(var chooser) = overlay else { return frame.replaceOverlay(overlay) }
    let search = chooser.textChanged()
    frame.replaceOverlay(.chooser(chooser))
    if let search { frame.request(search) }
  }

  private func found(by overlay: Overlay) -> [Offer] {
    if case .palette(let palette) = overlay { offers.found(in: palette) } else { [] }
  }

  /// Finds a text in what is open: a long text over the screen, or a detail.
  mutating func promptFind() {
    frame.prompt("Find", then: .shell { console, text in console.find(text) })
  }

  private mutating func find(_ text: String) {
    let area = frame.layout.body
    if case .pager(var pager)? = frame.overlays.last {
      pager.search(text, area: area)
      frame.replaceOverlay(.pager(pager))
    } else {
      screens[tab].openDetail?.search(text, area: area)
    }
  }
}
