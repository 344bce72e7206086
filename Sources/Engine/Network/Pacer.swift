import Foundation
import SCIM

/// The budget of one app: how many requests a second it takes, and what it said about waiting. All
/// requests of one client to the app go through one pacer; pacers of the same app share its budget.
actor Pacer {
  private let time: any TimeSource
  private let budget: (any PaceBudget)?
  /// The time that is this pacer's to send in.
  private var stretch: PaceStretch?
  /// Those who wait until somebody has taken the next one; `nil` while nobody does.
  private var waiting: [CheckedContinuation<Void, Never>]?
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
  ///
  /// - Parameter budget: what is shared with others who send to the app; `nil` where nobody does.
  init(rate: Double, time: any TimeSource, budget: (any PaceBudget)? = nil) {
    self.time = time
    self.budget = rate > 0 ? budget : nil
    ownInterval = rate > 0 ? 1 / rate : 0
    interval = ownInterval
  }

  /// Waits for this request's turn.
  func turn() async {
    // Whoever was waiting when the app asked for silence takes another turn behind it.
    repeat {
      var start = takePlace()
      while start == nil {
        await takeStretch()
        start = takePlace()
      }
      let wait = (start ?? 0) - now()
      if wait > 0 { await time.sleep(seconds: wait) }
    } while now() < quietUntil && !Task.isCancelled
  }

  /// When the next request may leave, which this one then does; `nil` where that is not in this pacer's
  /// time.
  private func takePlace() -> Double? {
    // Asked first: a clock that was set back moves the others.
    let now = now()
    let start = max(next, quietUntil, now)
    let isOwn = budget == nil || stretch?.holds(start, ownInterval) == true
    guard isOwn || Task.isCancelled else { return nil }
    next = start + interval
    return start
  }

  /// Takes the time for the next requests, once for all who wait for that, and not long before it is
  /// needed: others may be in between.
  private func takeStretch() async {
    guard let budget else { return }
    let now = now()
    let earliest = max(next, quietUntil, now)
    if earliest > now + Self.ahead {
      return await time.sleep(seconds: earliest - now - Self.ahead)
    }
    if waiting != nil { return await withCheckedContinuation { waiting?.append($0) } }
    waiting = []
    let length = max(1, (1 / ownInterval).rounded(.down)) * ownInterval
    do {
      stretch = try await budget.take(
        after: stretch, earliest: earliest, length: length, gap: ownInterval / 4)
    } catch {
      // What is under way goes on at the pace of one who is alone.
      let now = self.now()
      stretch = PaceStretch(
        after: nil, own: nil, earliest: max(next, quietUntil, now), length: length, gap: 0)
    }
    next = max(next, stretch?.start ?? 0)
    let woken = waiting ?? []
    waiting = nil
    for continuation in woken { continuation.resume() }
  }

  /// How long before it is needed time is taken, in seconds.
  private static let ahead = 0.2

  /// The moment now. A clock that was set back does not make anybody wait until it is as far again.
  private func now() -> Double {
    let now = time.now()
    if now < latest {
      next -= latest - now
      stretch = nil
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
