import Screen

/// What can be done where a console stands: the rows of the screen in front, then those of every screen.
struct OfferTable {
  let console: Console

  private var frame: Frame { console.frame }

  /// All of it, the most useful first.
  var all: [Offer] {
    var offers: [Offer] = []
    each {
      offers.append($0)
      return false
    }
    return offers
  }

  /// All of it one by one, until it is enough.
  private func each(until isEnough: (Offer) -> Bool) {
    if console.front.offers(frame, until: { isEnough(pressable($0)) }) { return }
    for binding in console.everywhere + SharedBinding.moving {
      var offer = binding.offer(console)
      if binding.yieldsKeys {
        let taken = Set(console.front.offers(frame).flatMap(\.action.keys))
        offer.action.keys.removeAll(where: taken.contains)
      }
      if isEnough(pressable(offer)) { return }
    }
  }

  /// The offer with the keys that do it: what can be typed is text in a form, and no command.
  private func pressable(_ offer: Offer) -> Offer {
    guard let form = console.front.openForm, !form.isAtRest else { return offer }
    var offer = offer
    offer.action.keys.removeAll(where: \.isPrintable)
    return offer
  }

  /// The first so many things that can be done now by a key; what leads is the second of them.
  func first(_ count: Int, where isWanted: (Action) -> Bool = { _ in true }) -> [Action] {
    var found: [Action] = []
    let leading = console.front.leading(frame)
    each { offer in
      let action = offer.action
      if case .fixed = action.prominence { return false }
      guard action.disabled == nil, !action.keys.isEmpty, isWanted(action) else { return false }
      if action.id != leading?.id || found.isEmpty { found.append(action) }
      if found.count == 1, let leading, action.id != leading.id { found.append(leading) }
      return found.count >= count
    }
    return found
  }

  /// What is offered everywhere and never drops.
  var fixed: [Action] {
    console.everywhere.filter { binding in
      if case .fixed = binding.action.prominence { true } else { false }
    }.map { pressable($0.offer(console)).action }
  }

  /// What a key does; `nil` where it does nothing.
  subscript(_ key: Key) -> Offer? {
    console.front.offer(for: key, frame)
      ?? console.everywhere.first {
        frame.settings.keymap.keys(of: $0.action).contains(key)
      }?.offer(console)
  }

  /// What a palette finds; below a page of help how to move comes first.
  func found(in palette: Palette) -> [Offer] {
    let found = found(by: palette.filter.text)
    guard !palette.page.isEmpty, palette.filter.text.isEmpty else { return found }
    let moving = Set(Movement.all.map(\.action.id))
    return found.filter { moving.contains($0.action.id) }
      + found.filter { !moving.contains($0.action.id) }
  }

  /// What a text finds in titles and keys, by how well it fits, and where it fits as well, in the order
  /// of the table.
  func found(by filter: String) -> [Offer] {
    if filter.isEmpty { return all }
    let ranked = all.enumerated().compactMap { index, offer in
      offer.action.fit(filter).map { (fit: $0, index: index, offer: offer) }
    }
    return ranked.sorted { ($0.fit, $0.index) < ($1.fit, $1.index) }.map(\.offer)
  }
}
