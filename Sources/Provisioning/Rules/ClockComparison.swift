import Text

/// `less_than: now`, `greater_than: now+14d`: a date of the directory against the clock.
///
/// A whole day is compared by the day that it is in the zone that is set: today is neither less nor
/// greater than `now`. A date with a time is compared to the moment. `now+14d` is the same time of the
/// day fourteen days later, whatever the clocks do in between.
struct ClockComparison: Sendable, Hashable {
  /// What the date must be.
  enum Side: Sendable, Hashable {
    case less
    case greater
  }

  /// The largest distance from now, in days.
  static let maximumDays = 36_500

  let side: Side
  /// How many days from now.
  let days: Int
  /// When it is; `nil` where the comparison is only checked, and never true.
  let time: EvaluationTime?

  /// Reads `now`, `now+14d`, `now-2w`; `nil` for a text that is something else.
  init?(_ side: Side, _ text: String, at time: EvaluationTime?) throws(PatternError) {
    guard let days = try Self.days(text) else { return nil }
    self.side = side
    self.days = days
    self.time = time
  }

  /// Whether it is true of a text; of one that is no date it is not.
  func holds(for text: String) -> Bool {
    guard let time, let date = DirectoryDate(text) else { return false }
    if case .day(let day) = date {
      return side == .less ? day - days < time.today : day - days > time.today
    }
    let moment = Self.moment(date, days, time)
    return side == .less ? moment < time.now : moment > time.now
  }

  /// When it comes out otherwise for a text, after now; `nil` for never.
  func changesAt(for text: String) -> Double? {
    guard let time, let date = DirectoryDate(text) else { return nil }
    let change: Double
    if case .day(let day) = date {
      // What is past needs no look at the zone.
      if day - days < time.today { return nil }
      change = time.start(ofDay: day - days + (side == .less ? 1 : 0))
    } else {
      let moment = Self.moment(date, days, time)
      change = side == .less ? moment.nextUp : moment
    }
    return change > time.now ? change : nil
  }

  /// The moment of a date, so many days earlier.
  private static func moment(_ date: DirectoryDate, _ days: Int, _ time: EvaluationTime) -> Double {
    switch date {
    case .day(let day): time.start(ofDay: day - days)
    case .local(let seconds): time.moment(ofLocal: seconds - Double(days) * 86_400)
    case .moment(let moment):
      days == 0
        ? moment : time.moment(ofLocal: time.local(of: moment) - Double(days) * 86_400)
    }
  }

  private static func days(_ text: String) throws(PatternError) -> Int? {
    let word = text.lowercased().filter { $0 != " " }
    if word == "now" { return 0 }
    guard word.hasPrefix("now"), let sign = word.dropFirst(3).first, "+-".contains(sign) else {
      return nil
    }
    let rest = word.dropFirst(4)
    let digits = rest.prefix { $0.isASCII && $0.isNumber }
    let unit = rest.dropFirst(digits.count)
    guard digits.count <= 6, let number = Int(digits), unit == "d" || unit == "w",
      number * (unit == "w" ? 7 : 1) <= maximumDays
    else {
      throw PatternError(
        reason: "`\(text.cut(toBytes: 100))` is not a time relative to now", column: 1,
        advice: "write days or weeks, at most \(maximumDays) days: `now+14d`, `now-2w`")
    }
    return (sign == "-" ? -number : number) * (unit == "w" ? 7 : 1)
  }
}
