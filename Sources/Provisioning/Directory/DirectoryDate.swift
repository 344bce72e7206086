import Text

/// A date as the directory writes it: a whole day, or a moment.
public enum DirectoryDate: Sendable, Hashable {
  /// `2026-12-01`, in days since the first of 1970.
  case day(Int)
  /// `2026-12-01T08:00`: seconds since the beginning of 1970 by the clocks of the zone that is set.
  case local(Double)
  /// `2026-12-01T08:00:00+02:00`: seconds since the beginning of 1970 in UTC.
  case moment(Double)

  /// Reads a date of ISO 8601; `nil` for anything else.
  public init?(_ text: String) {
    guard let date = CalendarDate(text) else { return nil }
    if date.hasZone {
      self = .moment(date.secondsSince1970)
    } else {
      self = date.hasTime ? .local(date.secondsAsWritten) : .day(date.dayNumber)
    }
  }

  /// The attributes that hold such a date and decide from when to when somebody has accounts.
  public static let attributes = ["starts_on", "ends_on"]

  /// What is wrong with the date of one of these attributes, and what to do; `nil` where nothing is.
  public static func problem(_ attribute: String, _ text: String) -> String? {
    guard attributes.contains(attribute), !text.isEmpty, DirectoryDate(text) == nil else {
      return nil
    }
    let parts = text.split(whereSeparator: { "/.-".contains($0) })
    let isOfNumbers =
      parts.count == 3 && parts.allSatisfy { $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
    let reason =
      isOfNumbers && (parts.first?.count ?? 4) < 4
      ? "which may be day or month first" : "which is not a date"
    return "\(attribute) is \(text.cut(toBytes: 60).quotedForPeople), \(reason); "
      + "write year, month and day: 2026-12-01"
  }

  /// When it begins: a day at its midnight.
  public func start(in time: EvaluationTime) -> Double {
    switch self {
    case .day(let day): time.start(ofDay: day)
    case .local(let seconds): time.moment(ofLocal: seconds)
    case .moment(let moment): moment
    }
  }

  /// When it is over: a day at the next midnight, since the day itself still counts.
  func end(in time: EvaluationTime) -> Double {
    switch self {
    case .day(let day): time.start(ofDay: day + 1)
    case .local, .moment: start(in: time)
    }
  }

  /// How many days it is from today to its day; `nil` where it is over.
  public func days(from time: EvaluationTime) -> Int? {
    let day: Int
    switch self {
    case .day(let number): day = number
    case .local, .moment:
      guard start(in: time) > time.now else { return nil }
      day = time.day(of: start(in: time))
    }
    return day < time.today ? nil : day - time.today
  }

  /// Whether it has begun.
  func hasBegun(_ time: EvaluationTime) -> Bool {
    // No zone is asked about a whole day, which nearly every date is.
    if case .day(let day) = self { return day <= time.today }
    return start(in: time) <= time.now
  }

  /// Whether it is over.
  func isOver(_ time: EvaluationTime) -> Bool {
    if case .day(let day) = self { return day < time.today }
    return start(in: time) <= time.now
  }
}
