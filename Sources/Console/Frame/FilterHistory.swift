/// Filters that were typed, to be taken up again by ↑.
struct FilterHistory: Sendable {
  /// The most filters that are kept.
  private static let limit = 50

  private var texts: [String] = []
  /// The place of what is shown; `nil` while it is what is being typed.
  private var place: Int?
  /// What was being typed before.
  private var draft = ""

  /// Keeps a filter that was typed to its end.
  mutating func keep(_ text: String) {
    place = nil
    guard !text.isEmpty else { return }
    texts.removeAll { $0 == text }
    texts.append(text)
    if texts.count > Self.limit { texts.removeFirst() }
  }

  /// The filter before the one that is shown; `nil` where there is none.
  mutating func older(than text: String) -> String? {
    let next = (place ?? texts.count) - 1
    guard texts.indices.contains(next) else { return nil }
    if place == nil { draft = text }
    place = next
    return texts[next]
  }

  /// The filter after the one that is shown; `nil` where what is typed is shown.
  mutating func newer() -> String? {
    guard let place else { return nil }
    let next = place + 1
    guard texts.indices.contains(next) else {
      self.place = nil
      return draft
    }
    self.place = next
    return texts[next]
  }
}
