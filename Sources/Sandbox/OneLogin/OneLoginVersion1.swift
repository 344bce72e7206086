import Text
import SCIM

/// Version 1: every answer is wrapped, and counts against the hour.
enum OneLoginVersion1 {
  /// Version 1: every answer is wrapped, and counts against the hour.
  static func answer(
    _ call: OneLoginCall, _ path: [String], _ state: inout OneLoginState
  ) throws(OneLoginFailure) -> HTTPResponse {
    let elements: [JSONObject]
    switch (call.method, path) {
    case ("GET", ["groups"]): elements = state.tenant.groups
    case ("GET", ["events"]): elements = Self.matching(state.events, call.query)
    default: throw .v1(404, type: "not found", "Not Found")
    }
    let verdict = state.limiter.count(method: "GET", collection: "", now: call.now)
    var headers = [
      "x-ratelimit-limit": String(state.options.hourly), "link": "",
      "x-ratelimit-remaining": String(verdict?.remaining ?? 0),
      "x-ratelimit-reset": String(Int((verdict?.reset ?? 0).rounded(.up))),
    ]
    if !call.isTester, state.quirks.take(.v1Flood) {
      headers["x-ratelimit-remaining"] = "0"
      headers["x-ratelimit-reset"] = "1"
      var refusal = OneLoginFailure.v1(429, type: "Too Many Requests", "Rate limit exceeded")
        .response
      refusal.headers.merge(headers) { $1 }
      return refusal
    }
    if verdict?.isRefused == true {
      var refusal = OneLoginFailure.v1(429, type: "Too Many Requests", "Rate limit exceeded")
        .response
      refusal.headers.merge(headers) { $1 }
      return refusal
    }
    return .json(200, Self.wrapped(elements, after: call.query["after_cursor"]), headers: headers)
  }

  private static func wrapped(_ elements: [JSONObject], after cursor: String?) -> JSONValue {
    let start = min(cursor.flatMap { Int($0) } ?? 0, elements.count)
    let page = elements[start...].prefix(50)
    let end = start + page.count
    let next: JSONValue = end < elements.count ? .string(String(end)) : .null
    return [
      "status": OneLoginFailure.status(200, type: "success", "Success")["status"] ?? .null,
      "pagination": [
        "before_cursor": .null, "after_cursor": next, "previous_link": .null, "next_link": .null,
      ],
      "data": .array(page.map { .object($0) }),
    ]
  }

  /// The events that the filters leave.
  private static func matching(
    _ events: [JSONObject], _ query: [String: String]
  ) -> [JSONObject] {
    events.filter { event in
      for name in ["event_type_id", "user_id"] {
        if let wanted = query[name], event[name]?.scalarText != wanted { return false }
      }
      let time = event["created_at"]?.string.flatMap(DateTime.seconds) ?? 0
      if let since = query["since"].flatMap(DateTime.seconds), time < since { return false }
      if let until = query["until"].flatMap(DateTime.seconds), time > until { return false }
      return true
    }
  }
}
