import Screen

extension PlanPage {
  /// Takes a key: what says no works at once, and only what says yes waits a moment.
  func press(_ key: Key, _ frame: Frame) -> OverlayReaction {
    var page = self
    if isTyping { return pressInFilter(key) }
    let isEarly = frame.now - openedAt < Dialog.quiet
    switch key {
    case .character("n"), .character("q"): return .closed
    case .escape:
      guard !filter.text.isEmpty else { return .closed }
      page.clearFilter()
    case .character("/"): page.isTyping = true
    case .character("y") where number == nil:
      guard !isEarly else { return .ignored }
      let effect = effect
      return .answered { $0.frame.begin(effect) }
    case .enter where !typed.isEmpty: return answer()
    case .enter:
      guard let row else { return .ignored }
      return .kept { $0.frame.open(row) }
    case .character("o"):
      guard let run = undone?.run else { return .ignored }
      return .kept { $0.frame.promptPart(of: run) }
    case .right: page.goToKind(1, height: height(frame.layout.body))
    case .left: page.goToKind(-1, height: height(frame.layout.body))
    default:
      if number != nil, !isEarly, page.typeNumber(key) { return .changed(.plan(page)) }
      guard let step = frame.step(key) else { return .ignored }
      page.cursor.move(step, count: found.count, height: height(frame.layout.body))
    }
    return .changed(.plan(page))
  }

  private func pressInFilter(_ key: Key) -> OverlayReaction {
    var page = self
    switch key {
    case .enter: page.isTyping = false
    case .escape: page.clearFilter()
    default: if !page.type(key) { return .ignored }
    }
    return .changed(.plan(page))
  }

  /// A number that is another one is a no.
  private func answer() -> OverlayReaction {
    guard let number, Int(typed) == number else {
      return .answered {
        $0.frame.say("nothing was done: the number was another one", .warning)
      }
    }
    let effect = effect
    return .answered { $0.frame.begin(effect) }
  }
}
