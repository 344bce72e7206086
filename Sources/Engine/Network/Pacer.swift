import Foundation
import SCIM

/// The budget of one app: how many requests a second it takes, and what it said about waiting. All
/// requests of this process to the app go through one pacer.
actor Pacer {
  private let time: any TimeSource
  /// The pace that was set, and the one that the app's answers led to.
  private let ownInterval: Double
  private var interval: Double
  /// Answers in a row that did not ask to slow down.
  private var calm = 0
  /// When the next request may leave.
  private var next: Double = 0
  /// When the time ends over which the app counts requests together, as far as the answer to the first
  /// of them showed.
  private var windowEnd: Double = 0
  /// Until when the app asked for silence.
  private var quietUntil: Double = 0
  /// The latest moment that was seen.
  private var latest: Double = 0

  /// A budget of `rate` requests a second; 0 for none but what the app asks for.
  init(rate: Double, time: any TimeSource) {
    self.time = time
    ownInterval = rate > 0 ? 1 / rate : 0
    interval = ownInterval
  }

  /// Waits for this request's turn.
  func turn() async {
    // Whoever was waiting when the app asked for silence takes another turn behind it.
    repeat {
      let now = now()
      let start = max(next, quietUntil, now)
      next = start + interval
      if start > now { await time.sleep(seconds: start - now) }
    } while now() < quietUntil && !Task.isCancelled
  }

  /// The moment now. A clock that was set back does not make anybody wait until it is as far again.
  private func now() -> Double {
    let now = time.now()
    if now < latest {
      next -= latest - now
      quietUntil -= latest - now
    }
    latest = now
    return now
  }

  /// Learns from an answer what the app says about its budget.
  func learn(from response: HTTPResponse) {
    adapt(response.status == 429)
    if response.status == 429 || response.status == 503,
      let wait = Self.retryAfter(response, now: time.now())
    {
      quietUntil = max(quietUntil, now() + min(wait, 600))
    } else if let remaining = Self.number(response.headers["ratelimit-remaining"]),
      let reset = Self.number(response.headers["ratelimit-reset"]), reset > 0, reset < 3600
    {
      let now = now()
      if let limit = Self.number(response.headers["ratelimit-limit"]), remaining >= limit - 1 {
        windowEnd = now + reset + Self.margin
      }
      guard remaining <= 0 else { return }
      // The reset is told in whole seconds: of a second that is nearly over it says one, which would
      // halve a pace of four a second.
      let end = windowEnd > now ? min(windowEnd, now + reset) : now + reset
      quietUntil = max(quietUntil, end)
    }
  }

  /// Halves the pace when the app asks to slow down, once for all that are under way, and speeds up
  /// again little by little: so that what waited does not leave at once when the silence ends.
  private func adapt(_ isTooFast: Bool) {
    guard isTooFast else {
      calm += 1
      if calm % 5 == 0 { interval = max(ownInterval, interval > 0.02 ? interval * 0.7 : 0) }
      return
    }
    if quietUntil <= now() || calm > 0 { interval = min(5, max(interval * 2, 0.05)) }
    calm = 0
  }

  /// How long after the end of a window the next one begins for us, in seconds: two clocks are never
  /// the same.
  private static let margin = 0.005

  /// The longest that an answer can make us wait before we ask again, in seconds.
  static let longestWait = 3_600.0

  /// The seconds that an answer asks to wait, ``longestWait`` at most: a number, or the time until
  /// an HTTP date (RFC 9110, section 10.2.3), by the server's own clock where it says its time.
  static func retryAfter(_ response: HTTPResponse, now: Double) -> Double? {
    guard let text = response.headers["retry-after"] else { return nil }
    if let seconds = number(text) { return min(max(0, seconds), longestWait) }
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = TimeZone(identifier: "GMT")
    formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss zzz"
    guard let date = formatter.date(from: text) else { return nil }
    let sent = response.headers["date"].flatMap(formatter.date) ?? Date(timeIntervalSince1970: now)
    return min(max(0, date.timeIntervalSince(sent)), longestWait)
  }

  private static func number(_ text: String?) -> Double? {
    guard let text, let value = Double(text.split(separator: ",").first ?? ""), value.isFinite
    else { return nil }
    return value
  }
}
