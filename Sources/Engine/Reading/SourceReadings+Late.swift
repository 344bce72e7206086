import Text
import Provisioning

/// A source of people that was not read when it should have been.
public struct LateSource: Sendable, Hashable {
  /// The source's name.
  public var name: String
  /// Why, in a sentence.
  public var sentence: String
  /// Since when, in seconds since 1970; `nil` where it was never read.
  public var since: Double?
}

extension SourceReadings {
  /// The sources of people that could not be read, or that nobody read in time.
  public func late() throws -> [LateSource] {
    let now = time.now()
    return try all().compactMap { $0.lateness(now) }
  }
}

extension SourceRecord {
  /// Why what is known of it is old; `nil` where it is not.
  func lateness(_ now: Double) -> LateSource? {
    if let failure = state.failure {
      return LateSource(
        name: name, sentence: "the source \(name) cannot be read: \(failure.sentence)",
        since: failure.since)
    }
    guard let every = definition.every else { return nil }
    let patience = 2 * every + 60
    guard let last = confirmedAt else {
      // One that was set up a moment ago is about to be read.
      guard let tried = state.triedAt, now - tried > patience else { return nil }
      return LateSource(name: name, sentence: "the source \(name) was never read", since: nil)
    }
    guard now - last > patience else { return nil }
    return LateSource(
      name: name,
      sentence:
        "the source \(name) is to be read every \(Words.duration(every)) and was not: is usher run going?",
      since: last)
  }
}
