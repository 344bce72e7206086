import Text
import Foundation
import SCIM

/// OneLogin's API over a tenant, as a state machine: a request and the time in, an answer out.
public struct OneLoginProvider: Sendable {
  private var state: OneLoginState
  /// The requests, the oldest first, without the tester's own.
  public private(set) var log: [SandboxLogEntry] = []

  private var injector: FaultInjector
  private var requests: UInt64 = 0

  /// What the tenant holds.
  public var tenant: OneLoginTenant { state.tenant }
  /// How it differs from what a client would expect.
  public var quirks: OneLoginQuirks {
    get { state.quirks }
    set { state.quirks = newValue }
  }

  /// A tenant as it is set up.
  public init(_ options: OneLoginOptions = OneLoginOptions()) {
    state = OneLoginState(options)
    injector = FaultInjector(options.faults)
  }

  /// Answers a request.
  ///
  /// - Parameter now: The time in seconds since 1970.
  public mutating func respond(to request: SandboxRequest, now: Double) -> SandboxReply {
    state.applyWrites(now: now)
    requests += 1
    let isTester = isTester(request)
    let hits = isTester ? [] : injector.next()
    func hit(_ kind: SandboxFault.Kind) -> SandboxFault? { hits.first { $0.kind == kind } }
    var reply = SandboxReply(
      response: HTTPResponse(status: 500), delivery: .whole,
      delay: hit(.latency).map { ($0.argument ?? 1000) / 1000 } ?? 0)
    if hit(.reset) != nil {
      record(request, status: nil, now: now)
      reply.delivery = .none
      return reply
    }
    reply.response = Self.edge(hits) ?? answer(request, isTester: isTester, now: now)
    reply.response.headers["x-request-id"] = "sandbox-\(requests)"
    if hit(.truncated) != nil, reply.response.body.count > 1 { reply.delivery = .truncated }
    if hit(.lostAnswer) != nil { reply.delivery = .none }
    if !isTester { record(request, status: reply.response.status, now: now) }
    return reply
  }

  private static func edge(_ hits: [SandboxFault]) -> HTTPResponse? {
    for hit in hits {
      switch hit.kind {
      case .tooManyRequests:
        var response = OneLoginFailure.page(429, "Too Many Requests").response
        if let seconds = hit.argument { response.headers["retry-after"] = String(Int(seconds)) }
        return response
      case .serverError: return OneLoginFailure.page(500, "Internal Server Error").response
      case .unavailable: return HTTPResponse(status: 503)
      case .latency, .reset, .lostAnswer, .truncated, .newUserError: continue
      }
    }
    return nil
  }

  private mutating func answer(
    _ request: SandboxRequest, isTester: Bool, now: Double
  ) -> HTTPResponse {
    guard let segments = request.segments, let query = request.query else {
      return OneLoginFailure.badRequest("the URL cannot be decoded").response
    }
    let call = OneLoginCall(
      method: request.method, segments: segments, query: query, headers: request.headers,
      body: request.body, now: now, isTester: isTester)
    do throws(OneLoginFailure) {
      return try route(call)
    } catch {
      return error.response
    }
  }

  private mutating func route(_ call: OneLoginCall) throws(OneLoginFailure) -> HTTPResponse {
    switch call.segments.first {
    case "auth": return try OneLoginTokens.answer(call, &state)
    case "sandbox": return try OneLoginControl.answer(call, &state, &injector, log)
    case "api": break
    default: throw .page(404, "Not Found")
    }
    try OneLoginTokens.check(call, &state)
    let path = Array(call.segments.dropFirst(2))
    switch call.segments.dropFirst().first {
    case "1": return try OneLoginVersion1.answer(call, path, &state)
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
    case "users": return try OneLoginUsers.answer(call, rest, &state)
    case "roles": return try OneLoginRoles.answer(call, rest, &state)
    case "apps": return try OneLoginApps.answer(call, rest, &state)
    case "mappings" where rest.isEmpty && call.method == "GET":
      return .json(
        200, .array(OneLoginRules.enabled(state.tenant.mappings, call.query).map { .object($0) }))
    default: throw .notFound("Resource")
    }
  }

  private func isTester(_ request: SandboxRequest) -> Bool {
    OneLoginTokens.bearer(request.headers) == state.options.secret
  }

  private mutating func record(_ request: SandboxRequest, status: Int?, now: Double) {
    if log.count >= 100_000 { log.removeFirst(10_000) }
    var shown = request
    shown.headers["authorization"] = nil
    log.append(SandboxLogEntry(request: shown, status: status, time: now))
  }
}
