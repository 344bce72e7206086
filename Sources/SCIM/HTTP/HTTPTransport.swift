public import Text

/// One HTTP request to a service provider. The bearer token is no part of it: the transport adds
/// it, so that a request can be shown, stored and hashed.
public struct HTTPRequest: Sendable, Hashable {
  /// `GET`, `POST`, `PUT`, `PATCH` or `DELETE`.
  public var method: String
  /// What follows the base URL, with its query: `/Users?startIndex=1`, percent-encoded.
  public var path: String
  /// The body, or `nil` for none.
  public var body: JSONValue?
  /// Further headers, such as `If-Match`.
  public var headers: [String: String]

  /// A request.
  public init(
    _ method: String, _ path: String, body: JSONValue? = nil, headers: [String: String] = [:]
  ) {
    self.method = method
    self.path = path
    self.body = body
    self.headers = headers
  }
}

/// An answer, whole.
public struct HTTPResponse: Sendable, Hashable {
  /// The status code, 100 to 599.
  public var status: Int
  /// The headers, their names in lower case.
  public var headers: [String: String]
  /// The body as it came.
  public var body: [UInt8]

  /// An answer.
  public init(status: Int, headers: [String: String] = [:], body: [UInt8] = []) {
    self.status = status
    self.headers = headers
    self.body = body
  }
}

/// Why no answer came. What the request did at the server is unknown unless it says otherwise.
public enum TransportError: Error, Sendable, Hashable {
  /// No connection could be made; the request was not sent. The text says why, for a person.
  case unreachable(String)
  /// The TLS handshake failed; the request was not sent.
  case tls(String)
  /// The answer did not come in time; the request may have taken effect.
  case timeout
  /// The connection ended before the answer was whole; the request may have taken effect.
  case reset(String)
  /// The answer was larger than the transport takes.
  case tooLarge(limit: Int)
  /// The token could not be had; nothing was sent.
  case noToken(String)
  /// The work was cancelled.
  case cancelled
}

/// The one door to the network.
public protocol HTTPTransport: Sendable {
  /// Sends a request and waits for the whole answer. Redirects are not followed.
  func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse
}
