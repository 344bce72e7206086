import Screen

extension Overlay {
  /// Takes a key.
  ///
  /// - Parameter found: what a palette finds.
  func press(_ key: Key, _ frame: Frame, found: () -> [Offer]) -> OverlayReaction {
    switch self {
    case .palette(let palette): palette.press(key, frame, found())
    case .dialog(let dialog): dialog.press(key, at: frame.now)
    case .prompt(let prompt): prompt.press(key)
    case .pager(let pager): pager.press(key, frame)
    case .chooser(let chooser): chooser.press(key, frame)
    case .plan(let page): page.press(key, frame)
    }
  }
}

extension Palette {
  fileprivate func press(_ key: Key, _ frame: Frame, _ found: [Offer]) -> OverlayReaction {
    var palette = self
    let above = pageRows(frame.layout.body.columns).count
    switch key {
    case .escape: return .closed
    case .enter where cursor.index < above: return .ignored
    case .enter:
      let place = cursor.index - above
      let offer = found.indices.contains(place) ? found[place] : nil
      return .answered { console in
        console.frame.message = Message()
        if let offer { console.perform(offer, by: key) }
      }
    default:
      if palette.cursor.press(key, count: above + found.count, frame) {
        return .changed(.palette(palette))
      }
      guard palette.filter.press(key) else { return .ignored }
      palette.cursor = ListCursor()
      return .typed(.palette(palette))
    }
  }
}

extension Chooser {
  fileprivate func press(_ key: Key, _ frame: Frame) -> OverlayReaction {
    var chooser = self
    switch key {
    case .escape: return .closed
    case .character(" ") where ticks != nil, .enter where ticks != nil:
      chooser.toggle()
      return .changed(.chooser(chooser))
    case .control("s") where ticks != nil: return .answered { self.finish(&$0) }
    case .enter: return .answered { self.choose(&$0) }
    default:
      if chooser.cursor.press(key, count: found.count, frame) { return .changed(.chooser(chooser)) }
      return chooser.filter.press(key) ? .typed(.chooser(chooser)) : .ignored
    }
  }
}

extension Prompt {
  fileprivate func press(_ key: Key) -> OverlayReaction {
    var prompt = self
    switch key {
    case .escape: return .closed
    case .enter: return .answered { then.run(&$0, input.text) }
    default: return prompt.input.press(key) ? .typed(.prompt(prompt)) : .ignored
    }
  }
}

extension Pager {
  fileprivate func press(_ key: Key, _ frame: Frame) -> OverlayReaction {
    var pager = self
    let area = frame.layout.body
    switch key {
    case .escape, .character("q"), .enter: return .closed
    case .character("n"): pager.goToMatch(1, area: area)
    case .character("N"): pager.goToMatch(-1, area: area)
    default:
      guard let step = frame.step(key) else { return .ignored }
      pager.move(step, area: area)
    }
    return .changed(.pager(pager))
  }
}

extension Dialog {
  fileprivate func press(_ key: Key, at now: Double) -> OverlayReaction {
    // What says no works at once; what says yes may have been on its way.
    let isEarly = now - openedAt < Self.quiet
    if key == .escape { return .closed }
    if let number { return isEarly ? .ignored : press(key, typing: number) }
    switch key {
    case .enter, .character("n"): return .closed
    case .character(let letter) where key != openedBy && !isEarly:
      guard let answer = answers.first(where: { $0.letter == letter }) else { return .ignored }
      return .answered { answer.then.run(&$0, ()) }
    default: return .ignored
    }
  }

  /// A number that is another one is a no.
  private func press(_ key: Key, typing number: Int) -> OverlayReaction {
    var dialog = self
    switch key {
    case .enter:
      guard let answer = answers.first, Int(typed) == number else {
        return .answered {
          $0.frame.say("nothing was done: the number was another one", .warning)
        }
      }
      return .answered { answer.then.run(&$0, ()) }
    case .backspace: dialog.typed = String(typed.dropLast())
    case .character(let digit) where digit.isASCII && digit.isNumber:
      if typed.count < 12 { dialog.typed.append(digit) }
    default: return .ignored
    }
    return .changed(.dialog(dialog))
  }
}
