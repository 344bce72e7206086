import Foundation

/// Where a transport gets the token that goes with each request.
public protocol BearerTokens: Sendable {
  /// The token.
  func token() async throws(TokenError) -> Token

  /// The token after the server refused one with 401: a newer one if there is, else the same.
  ///
  /// - Parameter rejected: the token that was refused.
  func refresh(after rejected: Token) async throws(TokenError) -> Token
}

extension TokenProvider: BearerTokens {}

/// How a token stands in `Authorization`.
public enum AuthorizationScheme: Sendable, Hashable {
  /// As RFC 6750 has it.
  case bearer
  /// As the password of a user or a client, as RFC 7617 has it.
  case basic(user: String)

  /// The header's value.
  func value(_ token: Token) -> String {
    switch self {
    case .bearer: return "Bearer " + token.reveal()
    case .basic(let user):
      return "Basic " + Data("\(user):\(token.reveal())".utf8).base64EncodedString()
    }
  }
}
