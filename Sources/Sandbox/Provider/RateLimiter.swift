/// Counts requests in windows of time that start with the first request.
struct RateLimiter: Sendable {
  /// What a limit says of a request.
  struct Verdict: Sendable {
    var limit: Int
    var remaining: Int
    /// Seconds until the window ends.
    var reset: Double
    var isRefused: Bool
  }

  private let rates: [SandboxRate]
  private var windows: [String: (start: Double, count: Int)] = [:]

  init(_ rates: [SandboxRate]) { self.rates = rates }

  /// Counts a request and says what the tightest limit makes of it; `nil` where no limit counts it.
  mutating func count(method: String, collection: String, now: Double) -> Verdict? {
    let verdicts = rates.indices.compactMap { index -> Verdict? in
      let rate = rates[index]
      guard rate.methods.isEmpty || rate.methods.contains(method),
        rate.collection == nil || rate.collection?.lowercased() == collection.lowercased()
      else { return nil }
      return count(rate, under: "\(index) \(rate.isPerCollection ? collection : "")", now: now)
    }
    return verdicts.first { $0.isRefused } ?? verdicts.min { $0.remaining < $1.remaining }
  }

  private mutating func count(_ rate: SandboxRate, under key: String, now: Double) -> Verdict {
    var window = windows[key] ?? (start: now, count: 0)
    if now >= window.start + rate.window || now < window.start { window = (start: now, count: 0) }
    let isRefused = window.count >= rate.limit
    if !isRefused { window.count += 1 }
    windows[key] = window
    return Verdict(
      limit: rate.limit, remaining: rate.limit - window.count,
      reset: window.start + rate.window - now, isRefused: isRefused)
  }
}
