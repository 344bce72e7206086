import Text
import Foundation
public import SCIM

/// The access tokens that a server gives for a client's id and secret (RFC 6749, section 4.4).
public struct TokenGrant: Sendable {
  private let exchange: any HTTPTransport
  private let path: String
  private let pause: @Sendable (Double) async -> Void

  /// How often it is asked where the server has trouble.
  static let tries = 5
  /// The longest that a server can make us wait before we ask again, in seconds.
  static let longestWait = 30.0

  /// - Parameters:
  ///   - exchange: the way to the server, with the client's id and secret on each request.
  ///   - path: the token endpoint.
  ///   - pause: waits for a number of seconds.
  public init(
    _ exchange: any HTTPTransport, path: String,
    pause: @escaping @Sendable (Double) async -> Void
  ) {
    self.exchange = exchange
    self.path = path
    self.pause = pause
  }

  /// Asks for a token, again and again where the server has trouble that may pass.
  func token() async throws(TokenError) -> Token {
    let request = HTTPRequest(
      "POST", path, body: ["grant_type": "client_credentials"],
      headers: ["Content-Type": "application/json", "Accept": "application/json"])
    var attempt = 1
    while true {
      let reason: String
      var wait = Double(1 << attempt) / 4
      let mayPass: Bool
      switch await sent(request) {
      case .success(let answer) where answer.status == 200: return try token(in: answer)
      case .success(let answer):
        reason = Self.words(answer)
        mayPass = answer.status == 429 || answer.status >= 500
        if let asked = answer.headers["retry-after"].flatMap(Double.init), asked.isFinite {
          wait = min(max(asked, 0), Self.longestWait)
        }
      case .failure(let error):
        reason = error.reason
        mayPass = error.mayPass
      }
      guard mayPass else { throw .noAccess(path: path, reason: reason) }
      guard attempt < Self.tries, !Task.isCancelled else {
        throw .noAccess(path: path, reason: "\(reason) (asked \(attempt) times)")
      }
      await pause(wait)
      attempt += 1
    }
  }

  private func sent(_ request: HTTPRequest) async -> Result<HTTPResponse, TransportError> {
    do throws(TransportError) {
      return .success(try await exchange.send(request))
    } catch {
      return .failure(error)
    }
  }

  /// The token of an answer, which is flat, or wrapped in a list named `data`.
  private func token(in answer: HTTPResponse) throws(TokenError) -> Token {
    let json: JSONValue
    do {
      json = try JSONValue(parsing: answer.body)
    } catch {
      throw .noAccess(path: path, reason: "its answer is not JSON; is the URL right?")
    }
    guard let text = (json["access_token"] ?? json["data"]?.array?.first?["access_token"])?.string
    else { throw .noAccess(path: path, reason: "its answer has no access_token") }
    return try Token(text, from: "the answer of \(path)")
  }

  private static func words(_ answer: HTTPResponse) -> String {
    switch answer.status {
    case 401, 403: "it refuses the client's id or secret (\(answer.status))"
    case 404: "there is no such endpoint (404); is the URL right?"
    case 429: "it is asked too often (429)"
    case 500: "it failed (500); is the admin still there who made the credential?"
    default: "it answered \(answer.status)"
    }
  }
}

extension TransportError {
  /// Why no answer came, as the end of a sentence.
  fileprivate var reason: String {
    switch self {
    case .unreachable(let why), .tls(let why), .reset(let why), .noToken(let why): why
    case .timeout: "it did not answer in time"
    case .tooLarge: "its answer is too large"
    case .cancelled: "it was interrupted"
    }
  }

  /// Whether asking again can help.
  fileprivate var mayPass: Bool {
    switch self {
    case .unreachable, .timeout, .reset: true
    case .tls, .tooLarge, .noToken, .cancelled: false
    }
  }
}
