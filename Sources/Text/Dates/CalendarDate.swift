/// A date or a moment of ISO 8601, as directories write them.
public struct CalendarDate: Sendable, Hashable {
  /// The year.
  public private(set) var year = 0
  /// The month, counted from 1.
  public private(set) var month = 1
  /// The day of the month, counted from 1.
  public private(set) var day = 1
  /// The hour, 0 to 23.
  public private(set) var hour = 0
  /// The minute.
  public private(set) var minute = 0
  /// The second.
  public private(set) var second = 0
  /// The part of a second that follows.
  public private(set) var fraction = 0.0
  /// Seconds east of UTC.
  public private(set) var offset = 0
  /// Whether a time was written.
  public private(set) var hasTime = false
  /// Whether seconds were written.
  public private(set) var hasSeconds = false
  /// Whether a zone was written.
  public private(set) var hasZone = false

  /// Reads `YYYY-MM-DD`, with or without a time after `T` or a space (`HH:MM`, `HH:MM:SS`, a
  /// fraction after a point or comma) and a zone (`Z`, `±HH`, `±HHMM`, `±HH:MM`; UTC where none
  /// stands). Days that the month does not have are refused.
  public init?(_ text: String) {
    guard (10...40).contains(text.utf8.count) else { return nil }
    var reader = DigitReader(bytes: Array(text.utf8))
    guard let year = reader.number(4), reader.take("-"), let month = reader.number(2),
      reader.take("-"), let day = reader.number(2),
      (1...12).contains(month), (1...Self.days(in: month, of: year)).contains(day)
    else { return nil }
    (self.year, self.month, self.day) = (year, month, day)
    if reader.isAtEnd { return }
    guard reader.take("T") || reader.take("t") || reader.take(" "), readTime(&reader),
      readZone(&reader), reader.isAtEnd
    else { return nil }
  }

  /// Seconds since the beginning of 1970 in UTC.
  public var secondsSince1970: Double { secondsAsWritten - Double(offset) }

  /// The same for the day and the time as they were written, whatever the zone.
  public var secondsAsWritten: Double {
    Double(dayNumber * 86400 + hour * 3600 + minute * 60 + second) + fraction
  }

  /// The days from the first of 1970 to the day that was written.
  public var dayNumber: Int {
    // Counts days from the first of March of year 0, where leap days stand at the end of a year.
    let shifted = month > 2 ? (year, month - 3) : (year - 1, month + 9)
    let leapDays = shifted.0.floorDivided(4) - shifted.0.floorDivided(100)
    return 365 * shifted.0 + leapDays + shifted.0.floorDivided(400)
      + (153 * shifted.1 + 2) / 5 + day - 1 - 719_468
  }

  /// The day of this number as `YYYY-MM-DD`: the other way around.
  public static func text(ofDay number: Int) -> String {
    let days = number + 719_468
    let era = days.floorDivided(146_097)
    let dayOfEra = days - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * shifted + 2) / 5 + 1
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return "\(year.padded(4))-\(month.padded(2))-\(day.padded(2))"
  }

  /// The number of the day in its year, from 1.
  public var dayOfYear: Int {
    (1..<month).reduce(day) { $0 + Self.days(in: $1, of: year) }
  }

  private mutating func readTime(_ reader: inout DigitReader) -> Bool {
    guard let hour = reader.number(2), hour < 24, reader.take(":"),
      let minute = reader.number(2), minute < 60
    else { return false }
    (self.hour, self.minute, hasTime) = (hour, minute, true)
    guard reader.take(":") else { return true }
    guard let second = reader.number(2), second <= 60 else { return false }
    (self.second, hasSeconds) = (second, true)
    if reader.take(".") || reader.take(",") {
      guard let fraction = reader.fraction() else { return false }
      self.fraction = fraction
    }
    return true
  }

  private mutating func readZone(_ reader: inout DigitReader) -> Bool {
    if reader.isAtEnd { return true }
    hasZone = true
    if reader.take("Z") || reader.take("z") { return true }
    let sign = reader.take("+") ? 1 : reader.take("-") ? -1 : 0
    guard sign != 0, let hours = reader.number(2), hours < 24 else { return false }
    var minutes = 0
    if !reader.isAtEnd {
      _ = reader.take(":")
      guard let number = reader.number(2), number < 60 else { return false }
      minutes = number
    }
    offset = sign * (hours * 3600 + minutes * 60)
    return true
  }

  private static func days(in month: Int, of year: Int) -> Int {
    switch month {
    case 4, 6, 9, 11: 30
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    default: 31
    }
  }
}

private struct DigitReader {
  let bytes: [UInt8]
  var position = 0

  init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  var isAtEnd: Bool { position == bytes.count }

  mutating func take(_ sign: Unicode.Scalar) -> Bool {
    guard position < bytes.count, bytes[position] == UInt8(ascii: sign) else { return false }
    position += 1
    return true
  }

  mutating func number(_ digits: Int) -> Int? {
    guard position + digits <= bytes.count else { return nil }
    var number = 0
    for byte in bytes[position..<position + digits] {
      guard (0x30...0x39).contains(byte) else { return nil }
      number = number * 10 + Int(byte - 0x30)
    }
    position += digits
    return number
  }

  mutating func fraction() -> Double? {
    var value = 0.0
    var place = 0.1
    let start = position
    while let digit = number(1) {
      value += Double(digit) * place
      place /= 10
    }
    return position > start ? value : nil
  }
}

extension Int {
  /// The quotient rounded down, also for a negative number.
  func floorDivided(_ divisor: Int) -> Int {
    self >= 0 ? self / divisor : -((-self + divisor - 1) / divisor)
  }
}
