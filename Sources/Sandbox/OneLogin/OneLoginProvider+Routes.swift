import Text
import SCIM

extension OneLoginProvider {
  mutating func route(_ call: OneLoginCall) throws(OneLoginFailure) -> HTTPResponse {
    switch call.segments.first {
    case "auth": return try authenticate(call)
    case "sandbox": return try control(call)
    case "api": break
    default: throw .page(404, "Not Found")
    }
    try checkToken(call)
    let path = Array(call.segments.dropFirst(2))
    switch call.segments.dropFirst().first {
    case "1": return try first(call, path)
    case "2": return try second(call, path)
    default: throw .page(404, "Not Found")
    }
  }

  /// Version 2.
  private mutating func second(
    _ call: OneLoginCall, _ path: [String]
  ) throws(OneLoginFailure) -> HTTPResponse {
    let rest = Array(path.dropFirst())
    switch path.first {
    case "users": return try users(call, rest)
    case "roles": return try roles(call, rest)
    case "apps": return try apps(call, rest)
    case "mappings" where rest.isEmpty && call.method == "GET":
      return .json(200, .array(Self.enabled(tenant.mappings, call.query).map { .object($0) }))
    default: throw .notFound("Resource")
    }
  }

  /// Version 1: every answer is wrapped, and counts against the hour.
  private mutating func first(
    _ call: OneLoginCall, _ path: [String]
  ) throws(OneLoginFailure) -> HTTPResponse {
    let elements: [JSONObject]
    switch (call.method, path) {
    case ("GET", ["groups"]): elements = tenant.groups
    case ("GET", ["events"]): elements = Self.matching(events, call.query)
    default: throw .v1(404, type: "not found", "Not Found")
    }
    let verdict = limiter.count(method: "GET", collection: "", now: call.now)
    var headers = [
      "x-ratelimit-limit": String(options.hourly), "link": "",
      "x-ratelimit-remaining": String(verdict?.remaining ?? 0),
      "x-ratelimit-reset": String(Int((verdict?.reset ?? 0).rounded(.up))),
    ]
    if !call.isTester, quirks.take(.v1Flood) {
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

  /// The enabled ones of rules or mappings; with `enabled=false` the others.
  static func enabled(_ rules: [JSONObject], _ query: [String: String]) -> [JSONObject] {
    let wanted = query["enabled"] != "false"
    return rules.filter { ($0["enabled"]?.bool ?? true) == wanted }
  }
}
