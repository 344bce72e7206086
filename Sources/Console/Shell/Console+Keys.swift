import Provisioning
import Screen

extension Console {
  mutating func press(_ key: Key) {
    earlyKey = nil
    if !frame.overlays.isEmpty { return pressInOverlay(key) }
    if frame.typing != nil { return pressWhileTyping(key) }
    if screens[tab].pressInForm(key, &frame) || screens[tab].capture(key, &frame) { return }
    // Errors and answers stand until a key was pressed.
    frame.message = Message()
    if pressInDetail(key) { return }
    if let step = frame.step(key) { return move(step) }
    if case .click(let column, let row) = key { return click(column: column, row: row) }
    if let offer = offers[key] { return perform(offer, by: key) }
    if key.isPressedOnPurpose { frame.say("\(key) does nothing here · ? lists what can be done") }
  }

  /// Presses the key that waited for rows, once they are there.
  mutating func pressEarlyKey() {
    if let key = earlyKey, !frame.isReadingRows { press(key) }
  }

  /// Puts a text into what is typed, or nowhere: pasted text never runs a command.
  mutating func paste(_ text: String) {
    if text.count > TextField.limit {
      let limit = Count.grouped(TextField.limit)
      frame.say("of what was pasted the first \(limit) characters count", .warning)
    }
    if var overlay = frame.overlays.last {
      guard overlay.insert(text) else { return }
      typed(overlay)
    } else if frame.typing != nil {
      frame.typing?.insert(text)
      filterChanged()
    } else {
      screens[tab].paste(text, &frame)
    }
  }

  /// A filter is typed in the title of its list, and works while it is typed.
  private mutating func pressWhileTyping(_ key: Key) {
    switch key {
    case .enter, .escape, .control("c"):
      if let text = frame.typing?.text { history.keep(text) }
      frame.typing = nil
    case .up: if let text = history.older(than: frame.typing?.text ?? "") { retype(text) }
    case .down: if let text = history.newer() { retype(text) } else { move(.by(1)) }
    case .pageUp: move(.page(-1))
    case .pageDown: move(.page(1))
    default: if frame.typing?.press(key) == true { filterChanged() }
    }
  }

  /// The filters that were typed on the screen in front.
  private var history: FilterHistory {
    get { frame.front.flatMap { frame.filters[$0] } ?? FilterHistory() }
    set { if let front = frame.front { frame.filters[front] = newValue } }
  }

  private mutating func retype(_ text: String) {
    frame.typing?.set(text)
    filterChanged()
  }

  private mutating func filterChanged() {
    if let text = frame.typing?.text { screens[tab].filterChanged(to: text, &frame) }
  }

  /// Finds words in a detail that is open.
  ///
  /// - Returns: whether the key means that.
  private mutating func pressInDetail(_ key: Key) -> Bool {
    guard let find = front.openDetail?.find, front.openForm == nil else { return false }
    if key == .character("/") {
      promptFind()
      return true
    }
    guard !find.isEmpty, key == .character("n") || key == .character("N") else { return false }
    screens[tab].openDetail?.goToMatch(key == .character("n") ? 1 : -1, area: frame.layout.body)
    return true
  }

  /// Chooses the row under the mouse; nothing is ever done by a click alone.
  private mutating func click(column: Int, row: Int) {
    let area = front.listArea(frame)
    let place = row - area.row - 2
    let height = front.listHeight(frame)
    guard front.openDetail == nil, front.openForm == nil, column < area.columns,
      (0..<height).contains(place), let list = front.listPlace(height: height)
    else { return }
    move(.by(list.first + place - list.index))
  }
}

extension Key {
  /// Whether somebody expects something of it.
  fileprivate var isPressedOnPurpose: Bool {
    switch self {
    case .character, .control, .function, .insert, .delete: true
    default: false
    }
  }
}
