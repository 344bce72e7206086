import Screen

/// A question before something that many feel. It is answered by spelled letters, starts on "go
/// back", and takes no yes in its first moments, so that no key that was on its way answers it.
struct Dialog: Sendable {
  /// A yes that comes sooner than this many seconds after it opened is dropped.
  static let quiet = 0.3

  /// One answer beside "go back".
  struct Answer: Sendable {
    let letter: Character
    let title: String
    let then: Then<Void>

    init(_ letter: Character, _ title: String, _ then: Then<Void>) {
      self.letter = letter
      self.title = title
      self.then = then
    }

    /// An answer that begins an effect.
    init(_ letter: Character, _ title: String, begins effect: Effect) {
      self.init(letter, title, .frame { frame, _ in frame.begin(effect) })
    }
  }

  var title: String
  var lines: [Line]
  var answers: [Answer]
  /// What "no" is called.
  var back = "go back"
  var openedAt: Double
  /// The key that opened it, which never answers it.
  var openedBy: Key?
  /// The number that must be typed instead of a letter, where a limit was exceeded.
  var number: Int?
  var typed = ""
}
