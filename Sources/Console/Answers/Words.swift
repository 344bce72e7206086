import Engine

/// How long ago, or how long still, in the shortest words.
enum Age {
  static func words(_ seconds: Double) -> String {
    switch seconds {
    case ..<60: "\(Int(max(0, seconds)))s"
    case ..<3600: "\(Int(seconds / 60))m"
    case ..<86_400: "\(Int(seconds / 3600))h"
    case ..<(86_400 * 100_000): "\(Int(seconds / 86_400))d"
    default: "long"
    }
  }
}

/// Numbers of things.
enum Count {
  /// `1 task`, `48,210 tasks`.
  static func words(_ number: Int, _ one: String, _ many: String? = nil) -> String {
    "\(grouped(number)) \(number == 1 ? one : many ?? one + "s")"
  }

  /// A number with a comma at each thousand.
  static func grouped(_ number: Int) -> String {
    let digits = Array(String(number.magnitude))
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return (number < 0 ? "-" : "") + text
  }

  /// How many rows a filter finds; a number that was not counted to the end says so.
  ///
  /// - Parameter isWhole: whether it comes from kept counters.
  static func found(_ total: Int, isWhole: Bool) -> String {
    !isWhole && total > ListPlace.countLimit
      ? "\(grouped(ListPlace.countLimit))+" : grouped(total)
  }

  /// A share of a whole, for people: `0.03 %`, `12 %`.
  static func share(_ part: Int, of whole: Int) -> String {
    guard whole > 0 else { return "" }
    let percent = Double(part) * 100 / Double(whole)
    if percent >= 10 { return "\(Int(percent.rounded())) %" }
    return "\((percent * 100).rounded() / 100) %"
  }
}
