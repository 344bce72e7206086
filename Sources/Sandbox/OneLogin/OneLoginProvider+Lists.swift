import Text
import SCIM

extension OneLoginProvider {
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
