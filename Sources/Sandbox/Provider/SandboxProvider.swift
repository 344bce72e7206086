import SCIM

/// A service provider as a state machine: a request and the time in, an answer out. It opens no
/// socket and reads no clock.
public struct SandboxProvider: Sendable {
  /// How it is set up.
  public let options: SandboxOptions
  /// The URL that the paths of requests are relative to; a server sets it once it knows its port.
  public var baseURL: String
  /// The requests, the oldest first; see ``SandboxOptions/logLimit``.
  public private(set) var log: [SandboxLogEntry] = []

  var state = SandboxState()
  var random: SplitMix64
  var injector: FaultInjector
  var limiter: RateLimiter
  /// How many ids were given out.
  var ids = 0
  /// Users that were deleted and are hidden, by id.
  var hidden: [String: StoredResource] = [:]
  /// When users are deleted who were asked to be, in seconds since 1970, by id.
  var deletions: [String: Double] = [:]
  /// Users whose invitation was not accepted yet.
  var invited: Set<String> = []

  var profile: SandboxProfile { options.profile }

  /// A service provider without users and groups.
  public init(_ options: SandboxOptions = SandboxOptions()) {
    self.options = options
    baseURL = options.baseURL
    random = SplitMix64(seed: options.seed ?? UInt64.random(in: .min ... .max))
    injector = FaultInjector(options.profile.faults + options.faults)
    limiter = RateLimiter(options.enforcesRates ? options.profile.rates : [])
  }

  /// Answers a request.
  ///
  /// - Parameter now: The time in seconds since 1970.
  public mutating func respond(to request: SandboxRequest, now: Double) -> SandboxReply {
    deleteWhatIsDue(now: now)
    let hits = injector.next()
    func hit(_ kind: SandboxFault.Kind) -> SandboxFault? { hits.first { $0.kind == kind } }
    let delay = (hit(.latency)?.argument ?? 1000) / 1000
    var reply = SandboxReply(
      response: HTTPResponse(status: 500), delivery: .whole,
      delay: hit(.latency) == nil ? 0 : delay)
    if hit(.reset) != nil {
      record(request, status: nil, now: now)
      reply.delivery = .none
      return reply
    }
    if let failure = Self.gatewayFailure(hits) {
      reply.response = failure
    } else {
      reply.response = answer(request, now: now, refusesNewUser: hit(.newUserError) != nil)
      if hit(.truncated) != nil, reply.response.body.count > 1 { reply.delivery = .truncated }
      if hit(.lostAnswer) != nil { reply.delivery = .none }
    }
    record(request, status: reply.response.status, now: now)
    return reply
  }

  private static func gatewayFailure(_ hits: [SandboxFault]) -> HTTPResponse? {
    for hit in hits {
      switch hit.kind {
      case .tooManyRequests:
        let wait = hit.argument ?? 1
        let seconds = wait == wait.rounded() ? String(Int(wait)) : String(wait)
        return .scim(
          429, SCIMFailure(status: 429, detail: "Too many requests.").json,
          headers: ["retry-after": seconds])
      case .serverError:
        return .scim(500, SCIMFailure(status: 500, detail: "Something went wrong.").json)
      case .unavailable: return HTTPResponse(status: 503, body: Array("Service Unavailable".utf8))
      case .latency, .reset, .lostAnswer, .truncated, .newUserError: continue
      }
    }
    return nil
  }

  private mutating func answer(
    _ request: SandboxRequest, now: Double, refusesNewUser: Bool
  ) -> HTTPResponse {
    guard let segments = request.segments, let query = request.query else {
      return profile.errorResponse(SCIMFailure(status: 400, detail: "The URL cannot be decoded."))
    }
    guard isAuthorized(request) else {
      var response = profile.errorResponse(
        SCIMFailure(status: 401, detail: "A valid bearer token is needed."))
      response.headers["www-authenticate"] = "Bearer realm=\"sandbox\""
      return response
    }
    let verdict = limiter.count(
      method: request.method, collection: segments.first ?? "", now: now)
    var response: HTTPResponse
    if verdict?.isRefused == true {
      response = profile.errorResponse(SCIMFailure(status: 429, detail: "Too many requests."))
    } else {
      let call = SandboxCall(
        method: request.method, segments: segments, query: query, headers: request.headers,
        body: request.body, now: now, refusesNewUser: refusesNewUser)
      do {
        response = try route(call)
      } catch {
        response = profile.errorResponse(error)
      }
    }
    if let verdict { response.headers.merge(Self.paceHeaders(verdict)) { $1 } }
    return response
  }

  private static func paceHeaders(_ verdict: RateLimiter.Verdict) -> [String: String] {
    let seconds = String(max(1, Int(verdict.reset.rounded(.up))))
    var headers = [
      "ratelimit-limit": String(verdict.limit), "ratelimit-remaining": String(verdict.remaining),
      "ratelimit-reset": seconds,
    ]
    if verdict.isRefused { headers["retry-after"] = seconds }
    return headers
  }

  /// Compares the token without telling by the time how much of it is right.
  private func isAuthorized(_ request: SandboxRequest) -> Bool {
    guard let token = options.token else { return true }
    let parts = (request.headers["authorization"] ?? "").split(separator: " ", maxSplits: 1)
    guard parts.count == 2, parts[0].lowercased() == "bearer" else { return false }
    let given = Array(parts[1].utf8)
    let wanted = Array(token.utf8)
    var difference = given.count ^ wanted.count
    for index in given.indices {
      difference |= Int(given[index] ^ (wanted.isEmpty ? 0 : wanted[index % wanted.count]))
    }
    return difference == 0
  }

  private mutating func record(_ request: SandboxRequest, status: Int?, now: Double) {
    guard options.logLimit > 0 else { return }
    // The oldest tenth goes at once, so that a full log does not move for each request.
    if log.count >= options.logLimit { log.removeFirst(max(1, options.logLimit / 10)) }
    var shown = request
    shown.headers["authorization"] = nil
    log.append(SandboxLogEntry(request: shown, status: status, time: now))
  }
}
