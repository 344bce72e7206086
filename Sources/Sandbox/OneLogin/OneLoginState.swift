import Text
import SCIM

/// What a simulated tenant's endpoints share.
struct OneLoginState: Sendable {
  let options: OneLoginOptions
  /// What the tenant holds.
  var tenant: OneLoginTenant
  /// How it differs from what a client would expect.
  var quirks: OneLoginQuirks
  /// The access token and when it ends, in seconds since 1970.
  var token: (text: String, end: Double)?
  var random: SplitMix64
  /// The pace of v1.
  var limiter: RateLimiter
  /// Events as v1 shows them, the oldest first.
  private(set) var events: [JSONObject] = []
  /// Writes that do not show yet, with the time from which they do.
  private var queue: [(due: Double, write: @Sendable (inout OneLoginState, Double) -> Void)] = []
  /// How many lists were asked for since the last burst ended.
  private var burst = 0

  init(_ options: OneLoginOptions) {
    self.options = options
    tenant = options.tenant
    quirks = options.quirks
    random = SplitMix64(seed: options.seed ?? UInt64.random(in: .min ... .max))
    limiter = RateLimiter([SandboxRate(options.hourly, per: 3600)])
  }

  /// Writes an event down.
  mutating func note(_ type: Int64, user: Int64, now: Double) {
    events.append(
      JSONObject([
        ("id", .integer(Int64(events.count) + 1)), ("created_at", .string(DateTime.text(now))),
        ("account_id", 555_555), ("user_id", .integer(user)), ("event_type_id", .integer(type)),
        ("error_description", .null),
      ]))
  }

  /// Does something now, or once the queue has come to it.
  mutating func write(
    now: Double, _ write: @escaping @Sendable (inout OneLoginState, Double) -> Void
  ) {
    guard let delay = quirks[.lateWrites], delay > 0 else { return write(&self, now) }
    queue.append((now + delay, write))
  }

  /// Does what is due.
  mutating func applyWrites(now: Double) {
    while let first = queue.first, first.due <= now {
      queue.removeFirst()
      first.write(&self, first.due)
    }
  }

  /// Reads the query of a list; a burst of lists may be refused.
  mutating func listing(
    _ call: OneLoginCall, _ kind: OneLoginListing.Kind
  ) throws(OneLoginFailure) -> OneLoginListing {
    if !call.isTester, let size = quirks[.burst], size >= 1 {
      burst += 1
      if burst >= Int(size) {
        burst = 0
        throw .page(502, "Bad Gateway")
      }
    }
    return try OneLoginListing(
      call.query, kind, cursorForgets: !call.isTester && quirks.has(.cursorForgets))
  }

  /// A page of a list: a bare array, and what there is to know of it in headers.
  mutating func page<Element>(
    _ elements: [Element], _ listing: OneLoginListing, _ call: OneLoginCall,
    show: (Element) -> JSONValue
  ) -> HTTPResponse {
    let start = min((listing.page - 1) * listing.limit, elements.count)
    var shown = elements[start...].prefix(listing.limit)
    let isLast = start + shown.count >= elements.count
    let pages = max(1, (elements.count + listing.limit - 1) / listing.limit)
    var total = elements.count
    var next: Int? = isLast ? nil : listing.page + 1
    if !call.isTester {
      if quirks.take(.totalTooHigh) { total += 7 }
      if !isLast, quirks.take(.losesCursor) { next = nil }
      if !isLast, quirks.take(.repeatsPage) { next = listing.page }
      if shown.count > 1, quirks.take(.halfPage) { shown = shown.prefix(shown.count / 2) }
    }
    var headers = [
      "total-count": String(total), "total-pages": String(pages),
      "current-page": String(listing.page), "page-items": String(listing.limit),
    ]
    if let cursor = listing.cursor { headers["cursor"] = cursor }
    if listing.page > 1 { headers["before-cursor"] = listing.cursor(toPage: listing.page - 1) }
    if let next { headers["after-cursor"] = listing.cursor(toPage: next) }
    return .json(200, .array(shown.map(show)), headers: headers)
  }
}
