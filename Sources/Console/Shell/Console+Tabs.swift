import Engine
import Provisioning
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
    if use((frame.appIndex + 1) % max(1, frame.apps.count)) { reload() }
  }

  /// Shows the screens of another app.
  ///
  /// - Returns: whether that could be; what is not saved is not lost by it.
  private mutating func use(_ index: Int) -> Bool {
    if let draft = screens.drafts.first {
      frame.say("save or undo what is unsaved on \(screens.name(of: draft)) first", .warning)
      return false
    }
    frame.appIndex = index
    screens.use(frame.app)
    return true
  }

  /// Goes where a screen led to.
  mutating func follow() {
    guard let visit = frame.takeVisit() else { return }
    if let app = visit.app, app != frame.app?.app.id {
      guard let index = frame.apps.firstIndex(where: { $0.app.id == app }), use(index) else {
        return
      }
    }
    if case .tab(let tab) = visit.place { return go(to: tab) }
    guard let tab = screens.firstIndex(where: { type(of: $0).has(visit.place) }) else { return }
    go(to: tab)
    screens[tab].arrive(at: visit.place, &frame)
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
