import Text

/// The moment at which users are evaluated, and the days of the time zone that is set. It is a value:
/// the core has no clock and knows no zone by name.
public struct EvaluationTime: Sendable {
  /// Seconds since the beginning of 1970 in UTC.
  public let now: Double
  /// The day that it is in the zone, in days since the first of 1970.
  public let today: Int
  private let offset: @Sendable (Double) -> Int

  /// A moment in a zone.
  ///
  /// - Parameter offset: how many seconds the zone's clocks are ahead of UTC at a moment.
  public init(now: Double, offset: @escaping @Sendable (Double) -> Int = { _ in 0 }) {
    self.now = now
    self.offset = offset
    today = Int(((now + Double(offset(now))) / 86_400).rounded(.down))
  }

  /// The day of the zone that a moment falls into.
  func day(of moment: Double) -> Int { Int((local(of: moment) / 86_400).rounded(.down)) }

  /// The day that it is, as `YYYY-MM-DD`.
  public var todayText: String { CalendarDate.text(ofDay: today) }

  /// What the clocks of the zone show at a moment, in seconds since the beginning of 1970 by them.
  func local(of moment: Double) -> Double { moment + Double(offset(moment)) }

  /// When a day of the zone begins: at midnight, or, where the clocks leave midnight out, when they
  /// go on.
  public func start(ofDay day: Int) -> Double { moment(ofLocal: Double(day) * 86_400) }

  /// When the clocks of the zone first show a time, given in seconds since the beginning of 1970 by
  /// those clocks. A time that they leave out is as far behind the gap as it is into it.
  public func moment(ofLocal local: Double) -> Double {
    let before = Double(offset(local - 86_400))
    let after = Double(offset(local + 86_400))
    let early = local - before
    if before == after || Double(offset(early)) == before { return early }
    let late = local - after
    return Double(offset(late)) == after ? late : early
  }
}

extension EvaluationTime: Hashable {
  /// Whether it is the same moment of the same day.
  public static func == (a: EvaluationTime, b: EvaluationTime) -> Bool {
    a.now == b.now && a.today == b.today
  }

  /// Hashes the moment.
  public func hash(into hasher: inout Hasher) { hasher.combine(now) }
}
