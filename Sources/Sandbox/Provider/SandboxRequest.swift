import Text
public import SCIM

/// A request as it arrives at the sandbox.
public struct SandboxRequest: Sendable, Hashable {
  /// The method in capitals.
  public var method: String
  /// What follows the base URL, with its query, percent-encoded: `/Users?count=1`.
  public var target: String
  /// The headers, their names in lower case.
  public var headers: [String: String]
  /// The body as it came.
  public var body: [UInt8]

  /// A request; names of headers may come in any case.
  public init(
    _ method: String, _ target: String, headers: [String: String] = [:], body: [UInt8] = []
  ) {
    self.method = method.uppercased()
    self.target = target
    self.headers = Dictionary(
      headers.map { ($0.key.lowercased(), $0.value) }, uniquingKeysWith: { first, _ in first })
    self.body = body
  }

  /// The same request as a transport sends it.
  ///
  /// - Parameter token: The bearer token that goes with it.
  public init(_ request: HTTPRequest, token: String?) {
    self.init(
      request.method, request.path, headers: request.headers, body: request.body?.bytes ?? [])
    if let token { headers["authorization"] = "Bearer \(token)" }
    if request.body != nil { headers["content-type"] = "application/scim+json" }
  }

  /// The segments of the path, decoded; `nil` where one cannot be.
  var segments: [String]? {
    let path = target.prefix { $0 != "?" && $0 != "#" }
    let parts = path.split(separator: "/")
    let decoded = parts.compactMap { PercentEncoding.decode($0) }
    return decoded.count == parts.count ? decoded : nil
  }

  /// The parameters of the query, decoded, names in lower case; `nil` where one cannot be decoded.
  /// The first of two of the same name counts.
  var query: [String: String]? {
    guard let mark = target.firstIndex(of: "?") else { return [:] }
    var parameters: [String: String] = [:]
    for pair in target[target.index(after: mark)...].split(separator: "&") {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = PercentEncoding.decode(parts[0], plusIsSpace: true),
        let value = PercentEncoding.decode(parts.count > 1 ? parts[1] : "", plusIsSpace: true)
      else { return nil }
      if parameters[name.lowercased()] == nil { parameters[name.lowercased()] = value }
    }
    return parameters
  }
}

/// What becomes of a request.
public struct SandboxReply: Sendable, Hashable {
  /// What the client gets to see of the answer.
  public enum Delivery: Sendable, Hashable {
    /// All of it.
    case whole
    /// The head and the first half of the body; then the connection is closed.
    case truncated
    /// Nothing; the connection is closed.
    case none
  }

  /// The answer.
  public var response: HTTPResponse
  /// How much of it arrives.
  public var delivery: Delivery
  /// How many seconds later than it could.
  public var delay: Double
}

/// A request that the sandbox had, as it was when it came, and how it was answered.
public struct SandboxLogEntry: Sendable, Hashable {
  /// The request, without its `Authorization`.
  public var request: SandboxRequest
  /// The status of the answer, whether or not it arrived; `nil` where the request never took effect
  /// because the connection was closed.
  public var status: Int?
  /// When it came, in seconds since 1970.
  public var time: Double
}
