import Screen

extension Console {
  /// What can be done where the console stands now.
  var offers: OfferTable { OfferTable(console: self) }

  /// Everything that can be done where the console stands now, the most useful first.
  public func actions() -> [Action] { offers.all.map(\.action) }

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
}
