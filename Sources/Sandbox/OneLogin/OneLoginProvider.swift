import Text
import Foundation
import SCIM

/// How a simulated tenant is set up.
public struct OneLoginOptions: Sendable, Hashable {
  /// What it holds.
  public var tenant: OneLoginTenant
  /// The client's id.
  public var clientID: String
  /// The client's secret. Whoever sends it as a bearer token is the tester: no quirk, no fault and no
  /// pace hits those requests.
  public var secret: String
  /// How it differs from what a client would expect.
  public var quirks: OneLoginQuirks
  /// What goes wrong.
  public var faults: [SandboxFault]
  /// How many requests of v1 an hour has room for.
  public var hourly: Int
  /// Where the random numbers start of which tokens are made; `nil` for another place each time.
  public var seed: UInt64?

  /// A set-up.
  public init(
    tenant: OneLoginTenant = .sample, clientID: String = "sandbox",
    secret: String = "sandbox-token",
    quirks: OneLoginQuirks = OneLoginQuirks(), faults: [SandboxFault] = [], hourly: Int = 5000,
    seed: UInt64? = nil
  ) {
    self.tenant = tenant
    self.clientID = clientID
    self.secret = secret
    self.quirks = quirks
    self.faults = faults
    self.hourly = hourly
    self.seed = seed
  }
}

/// OneLogin's API over a tenant, as a state machine: a request and the time in, an answer out.
public struct OneLoginProvider: Sendable {
  /// What the tenant holds.
  public internal(set) var tenant: OneLoginTenant
  /// How it differs from what a client would expect.
  public var quirks: OneLoginQuirks
  /// The requests, the oldest first, without the tester's own.
  public private(set) var log: [SandboxLogEntry] = []

  let options: OneLoginOptions
  var injector: FaultInjector
  var random: SplitMix64
  var limiter: RateLimiter
  /// The access token and when it ends, in seconds since 1970.
  var token: (text: String, end: Double)?
  /// Writes that do not show yet, with the time from which they do.
  var queue: [(due: Double, write: @Sendable (inout OneLoginProvider, Double) -> Void)] = []
  /// Events as v1 shows them, the oldest first.
  var events: [JSONObject] = []
  /// How many lists were asked for since the last burst ended.
  var burst = 0
  private var requests: UInt64 = 0

  /// A tenant as it is set up.
  public init(_ options: OneLoginOptions = OneLoginOptions()) {
    self.options = options
    tenant = options.tenant
    quirks = options.quirks
    injector = FaultInjector(options.faults)
    random = SplitMix64(seed: options.seed ?? UInt64.random(in: .min ... .max))
    limiter = RateLimiter([SandboxRate(options.hourly, per: 3600)])
  }

  /// Answers a request.
  ///
  /// - Parameter now: The time in seconds since 1970.
  public mutating func respond(to request: SandboxRequest, now: Double) -> SandboxReply {
    applyWrites(now: now)
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

  /// Sets the faults anew.
  mutating func setFaults(_ faults: [SandboxFault]) { injector = FaultInjector(faults) }

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

  private func isTester(_ request: SandboxRequest) -> Bool {
    Self.bearer(request.headers) == options.secret
  }

  private mutating func record(_ request: SandboxRequest, status: Int?, now: Double) {
    if log.count >= 100_000 { log.removeFirst(10_000) }
    var shown = request
    shown.headers["authorization"] = nil
    log.append(SandboxLogEntry(request: shown, status: status, time: now))
  }
}

/// A request once it is taken apart.
struct OneLoginCall {
  var method: String
  var segments: [String]
  var query: [String: String]
  var headers: [String: String]
  var body: [UInt8]
  var now: Double
  /// Whether the tester sent it, whom no quirk hits.
  var isTester: Bool

  /// The body as JSON.
  func json() throws(OneLoginFailure) -> JSONValue {
    do {
      return try JSONValue(parsing: body)
    } catch {
      throw .badRequest("the body is not JSON")
    }
  }

  /// The body as an object.
  func object() throws(OneLoginFailure) -> JSONObject {
    guard let object = try json().object else { throw .badRequest("Expected object in request") }
    return object
  }

  /// The body as a list of ids.
  func ids() throws(OneLoginFailure) -> [Int64] {
    guard let array = try json().array else { throw .badRequest("Expected array in request") }
    return array.compactMap { $0.integer.map(Int64.init) }
  }
}
