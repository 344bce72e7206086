import Text
import AsyncHTTPClient
public import Foundation
import NIOCore
import NIOHTTP1
import NIOHTTPCompression
import NIOSSL
public import SCIM
import Synchronization

/// The network as one app is reached: one pool of HTTP/1.1 connections that are kept alive, TLS
/// verified, the proxy of the environment, and the bearer token, which is added here and nowhere else.
///
/// A connection that the server closes while it is idle leaves the pool as soon as that is seen. A
/// request may still meet one in the moment between. The HTTP client then fails it and does not say
/// whether it was sent, so that here:
/// - a GET is sent once more, at once;
/// - a request with a body whose body was not taken yet is sent once more, at once: the server
///   cannot have had it whole;
/// - any other write, and a DELETE, ends as `.reset`: it may have taken effect.
///
/// Connections are therefore given up after 20 seconds without work, before most servers do.
public final class ClientTransport: HTTPTransport {
  private let endpoint: Endpoint
  private let tokens: TokenProvider?
  private let scheme: AuthorizationScheme
  private let client: HTTPClient
  private let gate: RequestGate
  private let words: FailureWords
  private let deadlines: Deadlines
  private let bodyLimit: Int
  private let userAgent: String
  /// The redactor of the token that was sent last.
  private let redactors = Mutex<(token: Token, redactor: Redactor)?>(nil)

  /// The largest answer that is taken where nothing else is asked for, in bytes.
  public static let standardBodyLimit = 64 << 20

  /// A transport to one app. No connection is made before the first request.
  ///
  /// - Parameters:
  ///   - baseURL: the SCIM base URL, with or without a slash at its end.
  ///   - tokens: the app's token; `nil` sends none.
  ///   - scheme: how the token is sent.
  ///   - timeout: how long one request may take from the first byte to the last, in seconds.
  ///   - concurrency: how many requests, and connections, there are at once; more wait their turn.
  ///   - caFile: a PEM file of the authorities to trust instead of the system's.
  ///   - bodyLimit: the largest answer that is taken, in bytes.
  ///   - setting: what the configuration calls the base URL, for what errors advise.
  ///   - version: usher's version, for `User-Agent`.
  ///   - environment: where the proxy variables are read.
  /// - Throws: `.unreachable` for a base URL or a proxy that is none, `.tls` for a bad `caFile`.
  public init(
    baseURL: String, tokens: TokenProvider?, scheme: AuthorizationScheme = .bearer,
    timeout: Double = 30, concurrency: Int = 16,
    caFile: String? = nil, bodyLimit: Int = standardBodyLimit, setting: String = "base_url",
    version: String, environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws(TransportError) {
    let endpoint = try Endpoint(baseURL)
    let proxy = try ProxyEnvironment(environment: environment).address(for: endpoint)
    let roots = try TrustRoots(caFile: caFile)
    self.endpoint = endpoint
    self.tokens = tokens
    self.scheme = scheme
    deadlines = Deadlines(.milliseconds(Int64(max(0.001, min(timeout, 86_400)) * 1000)))
    self.bodyLimit = bodyLimit
    userAgent = "usher/" + version
    gate = RequestGate(width: concurrency)
    words = FailureWords(
      endpoint: endpoint, proxy: proxy.map { "\($0.host):\($0.port)" },
      usesOwnAuthority: caFile != nil, setting: setting)
    var settings = HTTPClient.Configuration(
      tlsConfiguration: roots.configuration, redirectConfiguration: .disallow,
      timeout: .init(connect: .milliseconds(Int64(max(0.001, min(timeout * 0.9, 10)) * 1000))),
      proxy: proxy?.configuration)
    settings.httpVersion = .http1Only
    // Nobody listens: the attributes of each request would be put together for nothing.
    settings.tracing.tracer = nil
    // Not asked for, and sent all the same by some gateways. What is taken is counted unpacked.
    settings.decompression = .enabled(limit: .size(bodyLimit))
    settings.connectionPool.idleTimeout = .seconds(20)
    settings.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = max(1, concurrency)
    // The engine tries again at its own pace, and wants the cause now.
    settings.connectionPool.retryConnectionEstablishment = false
    settings.http1_1ConnectionDebugInitializer = { UnheardBytes.giveUp(on: $0) }
    client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: settings)
  }

  deinit {
    client.shutdown { _ in }
  }

  /// Closes the connections; requests under way fail.
  public func shutdown() async {
    try? await client.shutdown()
  }

  /// Sends a request and waits for the whole answer. A 3xx is an answer like any other. On 401 the
  /// token is fetched again, and if it is another one the request is sent once more.
  ///
  /// The token is removed from the answer, should the server repeat it there.
  public func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
    guard let tokens else { return try await attempt(request, token: nil) }
    let token: Token
    do throws(TokenError) {
      token = try await tokens.token()
    } catch {
      throw .noToken(error.message)
    }
    let answer = try await attempt(request, token: token)
    guard answer.status == 401, let newer = try? await tokens.refresh(after: token),
      newer != token
    else { return answer }
    return try await attempt(request, token: newer)
  }

  /// Sends a request, and once more where that is safe and the connection was found closed.
  private func attempt(
    _ request: HTTPRequest, token: Token?
  ) async throws(TransportError) -> HTTPResponse {
    let url = try endpoint.url(request.path)
    guard await gate.enter() else { throw .cancelled }
    let redactor = redactor(for: token)
    var outcome = Exchange.Outcome.timedOut
    var mark = MarkedBody.Mark()
    for isLast in [false, true] {
      mark = MarkedBody.Mark()
      let exchange = Exchange(
        request: prepared(request, url: url, token: token, mark: mark), client: client,
        deadlines: deadlines, bodyLimit: bodyLimit)
      outcome = await exchange.run()
      let isUnsent = request.body != nil && !mark.isTaken
      if isLast || !outcome.isLostConnection || !(request.method == "GET" || isUnsent) { break }
    }
    await gate.leave()
    switch outcome {
    case .answer(let answer): return cleaned(answer, by: redactor)
    case .tooLarge: throw .tooLarge(limit: bodyLimit)
    case .timedOut: throw words.timeout(isUnsent: request.body != nil && !mark.isTaken)
    case .failed(let error):
      throw await words.error(
        for: error, isUnsent: request.body != nil && !mark.isTaken, redactor: redactor)
    }
  }

  private func redactor(for token: Token?) -> Redactor {
    guard let token else { return Redactor(nil) }
    return redactors.withLock { known in
      if let known, known.token == token { return known.redactor }
      let redactor = Redactor(token)
      known = (token, redactor)
      return redactor
    }
  }

  private func prepared(
    _ request: HTTPRequest, url: String, token: Token?, mark: MarkedBody.Mark
  ) -> HTTPClientRequest {
    var prepared = HTTPClientRequest(url: url)
    prepared.method = HTTPMethod(rawValue: request.method)
    prepared.headers = [
      "Accept": "application/scim+json", "Accept-Encoding": "identity", "User-Agent": userAgent,
    ]
    if let body = request.body {
      let bytes = body.bytes
      prepared.headers.add(name: "Content-Type", value: "application/scim+json")
      prepared.body = .bytes(
        MarkedBody(bytes: bytes, mark: mark), length: .known(Int64(bytes.count)))
    }
    for (name, value) in request.headers {
      prepared.headers.replaceOrAdd(name: name, value: value)
    }
    prepared.headers.remove(name: "Authorization")
    if let token {
      prepared.headers.add(name: "Authorization", value: scheme.value(token))
    }
    return prepared
  }

  /// An answer without the token. A short token could stand in an account by chance; there it is
  /// only looked for in errors.
  private func cleaned(_ answer: HTTPResponse, by redactor: Redactor) -> HTTPResponse {
    guard redactor.isSpecific || !(200..<300).contains(answer.status) else { return answer }
    return HTTPResponse(
      status: answer.status, headers: answer.headers.mapValues { redactor.clean($0) },
      body: redactor.clean(answer.body))
  }
}
