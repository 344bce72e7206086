/// Moments as SCIM writes them: `xsd:dateTime` (RFC 7643, section 2.3.5).
public enum DateTime {
  /// Seconds since 1970 in UTC of `2026-01-31T09:00:00.5+01:00`; a missing zone means UTC. `nil`
  /// for any other text, and for a day that the month does not have.
  public static func seconds(_ text: String) -> Double? {
    guard let date = CalendarDate(text), date.hasSeconds,
      text.utf8.dropFirst(10).first.map({ $0 | 0x20 }) == UInt8(ascii: "t")
    else { return nil }
    return date.secondsSince1970
  }

  /// The moment as `2026-01-31T08:00:00.500Z`, to the millisecond; the nearest one of the years 1 to
  /// 9999.
  public static func text(_ seconds: Double) -> String {
    let bounded = max(-62_135_596_800, min(seconds, 253_402_300_799))
    let milliseconds = Int((bounded * 1000).rounded(.down))
    let day = milliseconds.floorDivided(86_400_000)
    let rest = milliseconds - day * 86_400_000
    let clock = [rest / 3_600_000, rest / 60_000 % 60, rest / 1000 % 60]
      .map { $0.padded(2) }.joined(separator: ":")
    return "\(CalendarDate.text(ofDay: day))T\(clock).\((rest % 1000).padded(3))Z"
  }

  /// The moment as mail (RFC 5322) and HTTP (RFC 9110) write it: `Sat, 31 Jan 2026 08:00:00 GMT`.
  ///
  /// - Parameter zone: what UTC is called: `GMT` in HTTP, `+0000` in mail.
  public static func longText(_ seconds: Double, zone: String) -> String {
    let parts = text(seconds).split { "-T.".contains($0) }
    let day = CalendarDate(text(seconds))?.dayNumber ?? 0
    let month = Int(parts[1]) ?? 1
    let weekday = weekdays[(day % 7 + 7) % 7]
    return "\(weekday), \(parts[2]) \(months[month - 1]) \(parts[0]) \(parts[3]) \(zone)"
  }

  /// From the first of 1970 on, which was a Thursday.
  private static let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]
}
