import Foundation

/// Small phrases that messages are made of.
public enum Words {
  /// A number of things.
  public static func count(_ number: Int, _ one: String, _ many: String? = nil) -> String {
    "\(number) \(number == 1 ? one : many ?? one + "s")"
  }

  /// Seconds for a person.
  public static func duration(_ seconds: Double) -> String {
    switch seconds {
    case ..<90: "\(max(1, Int(seconds.rounded()))) s"
    case ..<5400: "\(Int((seconds / 60).rounded())) min"
    default: String(format: "%.1f h", seconds / 3600)
    }
  }

  /// A moment as ISO 8601 in UTC.
  public static func moment(_ seconds: Double) -> String {
    Date(timeIntervalSince1970: seconds).formatted(
      .iso8601.year().month().day().time(includingFractionalSeconds: false).timeZone(
        separator: .omitted))
  }

  /// A moment as a person on this host reads it.
  public static func local(_ seconds: Double) -> String {
    var time = time_t(seconds)
    var parts = tm()
    localtime_r(&time, &parts)
    return String(
      format: "%04d-%02d-%02d %02d:%02d:%02d", parts.tm_year + 1900, parts.tm_mon + 1,
      parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec)
  }
}
