import Foundation

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
