import Foundation
import Provisioning

extension EvaluationTime {
  /// A moment in the zone of this name of the IANA database (`Europe/Berlin`); `nil` is UTC.
  ///
  /// - Throws: `EngineError.invalid` where this host does not know the zone.
  init(now: Double, zone name: String?) throws(EngineError) {
    guard let name, name != "UTC" else {
      self.init(now: now)
      return
    }
    guard let zone = TimeZone(identifier: name) else {
      throw .invalid(
        "this host knows no time zone \(name); write one like Europe/Berlin under time_zone, or install the time zones"
      )
    }
    self.init(now: now) { zone.secondsFromGMT(for: Date(timeIntervalSince1970: $0)) }
  }
}
