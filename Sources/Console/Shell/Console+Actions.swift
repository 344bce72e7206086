import Screen

extension Console {
  /// Everything that can be done where the console stands now, the most useful first.
  public func actions() -> [Action] { offers().map(\.action) }

  func offers() -> [Offer] {
    let own = front.offers(frame)
    let taken = Set(own.flatMap(\.action.keys))
    let shared = (everywhere + SharedBinding.moving).map { binding in
      var offer = binding.offer(self)
      if binding.yieldsKeys { offer.action.keys.removeAll(where: taken.contains) }
      return offer
    }
    guard let form = front.openForm, !form.isAtRest else { return own + shared }
    // What can be typed is text there, and no command.
    return (own + shared).map { offer in
      var offer = offer
      offer.action.keys.removeAll(where: \.isPrintable)
      return offer
    }
  }

  /// What a key does now; `nil` where it does nothing.
  func offer(for key: Key) -> Offer? {
    front.offer(for: key, frame)
      ?? everywhere.first { frame.settings.keymap.keys(of: $0.action).contains(key) }?.offer(self)
  }

  /// Does an action, or says why it cannot be done now.
  mutating func perform(_ offer: Offer, by key: Key? = nil) {
    if let reason = offer.action.disabled {
      // Fingers are quicker than a store. What changes something is about rows that were seen, and
      // does not wait for others.
      if let key, offer.action.danger == .none, frame.isReadingRows {
        earlyKey = key
        return
      }
      if !offer.action.isSilent { frame.say("\(offer.action.title): \(reason)") }
      return
    }
    let before = frame.overlays.count
    offer.run(&self)
    if frame.overlays.count > before, case .dialog(var dialog)? = frame.overlays.last {
      dialog.openedBy = key
      frame.replaceOverlay(.dialog(dialog))
    }
  }

  /// What a palette finds; below a page of help how to move comes first.
  func offers(in palette: Palette) -> [Offer] {
    let found = self.palette(palette.filter.text)
    guard !palette.page.isEmpty, palette.filter.text.isEmpty else { return found }
    let moving = Set(Movement.all.map(\.action.id))
    return found.filter { moving.contains($0.action.id) }
      + found.filter { !moving.contains($0.action.id) }
  }

  /// The actions whose title or key holds the text.
  func palette(_ filter: String) -> [Offer] {
    if filter.isEmpty { return offers() }
    // By how well it fits, and where it fits as well, in the order of the table.
    let ranked = offers().enumerated().compactMap { index, offer in
      offer.action.fit(filter).map { (fit: $0, index: index, offer: offer) }
    }
    return ranked.sorted { ($0.fit, $0.index) < ($1.fit, $1.index) }.map(\.offer)
  }
}
