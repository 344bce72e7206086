import Text

/// Reads durations, shares and paces as people write them.
enum Quantity {
  /// A duration in seconds: `30s`, `500ms`, `2m`, or seconds as a plain number; more than nothing
  /// and an hour at most.
  static func duration(_ text: String) throws(ValueProblem) -> Double {
    let units: [(String, Double)] = [("ms", 0.001), ("s", 1), ("m", 60)]
    let unit = units.first { text.hasSuffix($0.0) }
    let digits = text.dropLast(unit?.0.count ?? 0)
    guard let number = number(digits) else {
      throw ValueProblem(
        reason: "must be a duration such as `30s`, `500ms` or `2m`, not \(text.quotedForPeople)")
    }
    // A thousandth is no exact binary fraction: 500 of them must be half a second exactly.
    let seconds = unit?.0 == "ms" ? number / 1000 : number * (unit?.1 ?? 1)
    guard seconds > 0, seconds <= 3600 else {
      throw ValueProblem(
        reason: "must be more than 0 and at most 60m, not \(text.quotedForPeople)")
    }
    return seconds
  }

  /// A window of time in seconds: `24h`, `90m`, `7d`, or 0 for none; 90 days at most.
  static func window(_ text: String) throws(ValueProblem) -> Double {
    guard let seconds = span(text) else {
      throw ValueProblem(
        reason: "must be a time such as `24h`, `90m` or `7d`, up to 90d, or 0 for none, "
          + "not \(text.quotedForPeople)")
    }
    return seconds
  }

  /// How often something is done, in seconds: `15m`, `1h`, `1d`; 90 days at most.
  static func interval(_ text: String) throws(ValueProblem) -> Double {
    guard let seconds = span(text), seconds > 0 else {
      throw ValueProblem(
        reason: "must be a time such as `15m`, `1h` or `1d`, more than 0 and up to 90d, "
          + "not \(text.quotedForPeople)")
    }
    return seconds
  }

  private static func span(_ text: String) -> Double? {
    let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
    let scale = text.last.flatMap { units[$0] }
    let seconds = number(scale == nil ? text[...] : text.dropLast()).map { $0 * (scale ?? 1) }
    guard let seconds, seconds == 0 || scale != nil, seconds <= 90 * 86_400 else { return nil }
    return seconds
  }

  /// A share from 0 to 1: `10%` or `0.1`.
  static func share(_ text: String) throws(ValueProblem) -> Double {
    let isPercent = text.hasSuffix("%")
    guard let number = number(isPercent ? text.dropLast() : text[...]) else {
      throw ValueProblem(
        reason: "must be a share such as `10%` or `0.1`, not \(text.quotedForPeople)")
    }
    let share = isPercent ? number / 100 : number
    guard share <= 1 else {
      let advice = isPercent ? "" : "; did you mean `\(text)%`?"
      throw ValueProblem(
        reason: "must be at most 100%, not \(text.quotedForPeople)\(advice)")
    }
    return share
  }

  /// Requests a second, from 0 to 10,000.
  static func pace(_ text: String) throws(ValueProblem) -> Double {
    guard let number = number(text[...]), number <= 10_000 else {
      throw ValueProblem(
        reason: "must be a number of requests a second from 0 to 10000, "
          + "not \(text.quotedForPeople); 0 means no limit of usher's own")
    }
    return number
  }

  /// A number without a sign.
  private static func number(_ text: Substring) -> Double? {
    guard let first = text.utf8.first, (0x30...0x39).contains(first),
      text.utf8.count <= 32,
      text.utf8.allSatisfy({ (0x30...0x39).contains($0) || "eE.-+".utf8.contains($0) }),
      let number = Double(text), number.isFinite
    else { return nil }
    return number
  }
}
