/// Moments as SCIM writes them: `xsd:dateTime` (RFC 7643, section 2.3.5), read and written without
/// a calendar library.
public enum DateTime {
  /// Seconds since 1970 in UTC of `2026-01-31T09:00:00.5+01:00`; a missing zone means UTC. `nil`
  /// for any other text.
  public static func seconds(_ text: String) -> Double? {
    let parts = text.split(whereSeparator: { $0 == "T" || $0 == "t" })
    guard parts.count == 2, let date = numbers(parts[0]), date.count == 3,
      (1...12).contains(date[1]), (1...31).contains(date[2]), (0...9999).contains(date[0])
    else { return nil }
    guard let (clock, zone) = splitZone(parts[1]), let time = timeOfDay(clock)
    else { return nil }
    let days = days(year: Int(date[0]), month: Int(date[1]), day: Int(date[2]))
    return Double(days) * 86_400 + time - zone
  }

  /// The moment as `2026-01-31T08:00:00.500Z`, to the millisecond.
  public static func text(_ seconds: Double) -> String {
    let bounded = max(-62_135_596_800, min(seconds, 253_402_300_799))
    let milliseconds = Int((bounded * 1000).rounded(.down))
    let day = floorDivide(milliseconds, 86_400_000)
    let rest = milliseconds - day * 86_400_000
    let (year, month, date) = civil(day)
    let clock = [rest / 3_600_000, rest / 60_000 % 60, rest / 1000 % 60]
    return "\(pad(year, 4))-\(pad(month, 2))-\(pad(date, 2))T"
      + clock.map { pad($0, 2) }.joined(separator: ":") + ".\(pad(rest % 1000, 3))Z"
  }

  private static func splitZone(_ text: Substring) -> (clock: Substring, zone: Double)? {
    if text.hasSuffix("Z") || text.hasSuffix("z") { return (text.dropLast(), 0) }
    guard let sign = text.lastIndex(where: { $0 == "+" || $0 == "-" }) else { return (text, 0) }
    let digits = text[text.index(after: sign)...].filter { $0 != ":" }
    guard digits.count == 4, let hours = Int(digits.prefix(2)), let minutes = Int(digits.suffix(2)),
      hours <= 14, minutes < 60
    else { return nil }
    return (text[..<sign], Double(hours * 3600 + minutes * 60) * (text[sign] == "-" ? -1 : 1))
  }

  private static func timeOfDay(_ clock: Substring) -> Double? {
    let parts = clock.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0].count == 2, let hours = UInt8(parts[0]), hours < 25,
      parts[1].count == 2, let minutes = UInt8(parts[1]), minutes < 60,
      parts[2].utf8.allSatisfy({ $0 == 0x2E || (0x30...0x39).contains($0) }),
      let seconds = Double(parts[2]), seconds < 61
    else { return nil }
    return Double(hours) * 3600 + Double(minutes) * 60 + seconds
  }

  private static func numbers(_ date: Substring) -> [UInt16]? {
    let parts = date.split(separator: "-", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { UInt16($0) }
    return numbers.count == parts.count ? numbers : nil
  }

  /// Days since 1970-01-01 in the proleptic Gregorian calendar, counted in eras of 400 years that
  /// start on the first of March.
  private static func days(year: Int, month: Int, day: Int) -> Int {
    let year = month <= 2 ? year - 1 : year
    let era = floorDivide(year, 400)
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let yearOfEra = year - era * 400
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  private static func civil(_ days: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = days + 719_468
    let era = floorDivide(shifted, 146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let part = (5 * dayOfYear + 2) / 153
    let month = part < 10 ? part + 3 : part - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * part + 2) / 5 + 1)
  }

  private static func floorDivide(_ a: Int, _ b: Int) -> Int {
    a >= 0 ? a / b : -((-a + b - 1) / b)
  }

  private static func pad(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}
