/// What the network and the app do to requests at the moment.
struct Weather: Hashable {
  /// How often one request in so many meets each fate; 0 for never.
  var rates: [Fate: Int] = [:]
  /// Whether the app refuses the token.
  var refusesToken = false

  /// Nothing goes wrong.
  static let calm = Weather()

  /// What can become of a request. None arrives later than its client waits for, but for those that
  /// are said to be late.
  enum Fate: Int, CaseIterable {
    /// It takes seconds, yet less than the client waits.
    case slow
    /// It never arrives.
    case dropped
    /// It arrives and takes effect; the connection ends before the answer.
    case answerLost
    /// It arrives and takes effect; nothing comes back in time.
    case unanswered
    /// A proxy answers 429, 502 or 503 for it.
    case busy
    /// The app answers 500 without doing anything.
    case refused
    /// It takes effect, and a proxy answers 504.
    case gaveUp
    /// It takes effect, and the answer's body ends in the middle.
    case truncated
    /// It arrives twice.
    case twice
    /// The client has given up when it arrives.
    case late
  }

  /// Weather as bad as the dice say.
  static func bad(_ dice: Dice, fates: [Fate]) -> Weather {
    var weather = Weather()
    for fate in fates where dice.once(in: 2) {
      weather.rates[fate] = [4, 8, 16, 32][dice.below(4)]
    }
    return weather
  }

  /// The fate of one request; `nil` where nothing happens to it.
  func fate(_ dice: Dice) -> Fate? {
    for fate in Fate.allCases {
      if let rate = rates[fate], dice.once(in: rate) { return fate }
    }
    return nil
  }
}
