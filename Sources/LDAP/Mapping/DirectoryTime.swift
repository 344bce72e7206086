import Foundation
import Text

/// Moments as directories write them, as ISO 8601.
enum DirectoryTime {
  /// Active Directory's `accountExpires`: 100 ns since 1601. 0 and the largest number mean never.
  ///
  /// - Returns: `nil` where it is never, or no number.
  static func expiry(_ text: String) -> String? {
    guard let ticks = Int64(text), ticks > 0, ticks < Int64.max else { return nil }
    let seconds = ticks / 10_000_000 - 11_644_473_600
    // Later than the year 9999 is never too.
    return seconds > 253_402_300_799 ? nil : moment(seconds)
  }

  /// A GeneralizedTime (`20261201083000Z`, `20261201083000.5+0200`); `nil` for anything else.
  static func generalized(_ text: String) -> String? {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    let zone = text.dropFirst(digits.count).drop { $0 == "." || $0 == "," }
      .drop { $0.isASCII && $0.isNumber }
    guard digits.count >= 10, digits.count <= 14, digits.count % 2 == 0 else { return nil }
    func part(_ start: Int, _ length: Int) -> String {
      guard digits.count >= start + length else { return "00" }
      return String(digits.dropFirst(start).prefix(length))
    }
    let offset: String
    switch zone {
    case "Z", "z": offset = "Z"
    default:
      guard let sign = zone.first, sign == "+" || sign == "-", zone.count == 5 || zone.count == 3,
        zone.dropFirst().allSatisfy({ $0.isASCII && $0.isNumber })
      else { return nil }
      let minutes = zone.count == 5 ? String(zone.suffix(2)) : "00"
      offset = "\(zone.prefix(3)):\(minutes)"
    }
    return
      "\(part(0, 4))-\(part(4, 2))-\(part(6, 2))T\(part(8, 2)):\(part(10, 2)):\(part(12, 2))\(offset)"
  }

  /// The second of a GeneralizedTime, since 1970; `nil` for anything else.
  static func seconds(_ text: String) -> Int? {
    generalized(text).flatMap(DateTime.seconds).map { Int($0.rounded(.down)) }
  }

  /// A second since 1970 as GeneralizedTime: `20261201083000Z`.
  static func generalized(_ seconds: Double) -> String {
    DateTime.text(seconds).prefix(19).filter(\.isNumber) + "Z"
  }

  private static func moment(_ seconds: Int64) -> String {
    Date(timeIntervalSince1970: Double(seconds)).formatted(
      .iso8601.year().month().day().time(includingFractionalSeconds: false)
        .timeZone(separator: .omitted))
  }
}
