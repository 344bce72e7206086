import Screen

extension Console {
  mutating func go(to tab: Int) {
    let isOther = tab != self.tab
    guard isOther || front.isSomethingOpen else { return reload() }
    screens[self.tab].leaveField(frame)
    self.tab = tab
    frame.typing = nil
    screens.closeDetails()
    if isOther { screens[tab].appear() }
    reload()
  }

  /// Asks for what the screen in front shows.
  mutating func reload() { screens[tab].reload(&frame) }

  mutating func back() { screens[tab].back(&frame) }

  mutating func move(_ step: ListStep) { screens[tab].move(step, &frame) }

  mutating func switchApp() {
    if let draft = screens.drafts.first {
      return frame.say(
        "save or undo what is unsaved on \(screens.name(of: draft)) first", .warning)
    }
    frame.appIndex = (frame.appIndex + 1) % max(1, frame.apps.count)
    screens.use(frame.app)
    reload()
  }

  mutating func redraw() {
    frame.send(.redraw)
    frame.request(.loadApps)
    reload()
  }

  mutating func toggleMouse() {
    usesMouse.toggle()
    frame.say("the mouse is \(usesMouse ? "on" : "off")")
    frame.send(.mouse(usesMouse))
  }
}
