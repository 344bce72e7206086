public import Provisioning

/// Holds the token that goes with each request: fetched once, and again where the server refuses it,
/// since a secret may have been rotated, or an access token revoked, while usher runs.
public actor TokenProvider {
  private let fetched: @Sendable () async throws(TokenError) -> Token
  private var current: Token?
  private var fetching: Task<Result<Token, TokenError>, Never>?
  private var refused: (token: Token, at: ContinuousClock.Instant)?

  /// How long a token that was refused, and was given again when it was asked for, is not asked for
  /// once more: many requests are refused at once, and a command may be slow or ring a bell.
  static let patience: Duration = .seconds(10)

  /// The token that is kept somewhere. Nothing is fetched before it is first needed.
  public init(source: TokenSource, resolver: TokenResolver = TokenResolver()) {
    fetched = { () async throws(TokenError) in try await resolver.resolve(source) }
  }

  /// The access token that a server gives. Nothing is asked for before it is first needed.
  public init(_ grant: TokenGrant) {
    fetched = { () async throws(TokenError) in try await grant.token() }
  }

  /// The token, fetched on the first call.
  public func token() async throws(TokenError) -> Token {
    if let current { return current }
    return try await fetch()
  }

  /// The token after the server refused one with 401: a newer one if there is, else the same.
  ///
  /// - Parameter rejected: the token that was refused.
  public func refresh(after rejected: Token) async throws(TokenError) -> Token {
    if let current, current != rejected { return current }
    if let refused, refused.token == rejected, refused.at.duration(to: .now) < Self.patience {
      return rejected
    }
    let token = try await fetch()
    refused = token == rejected ? (token, .now) : nil
    return token
  }

  /// Removes the token, as far as it was fetched, from texts.
  public func redactor() -> Redactor { Redactor(current) }

  /// Fetches the token; who asks while it is being fetched gets the same answer.
  private func fetch() async throws(TokenError) -> Token {
    let task =
      fetching
      ?? Task { [fetched] in
        do throws(TokenError) {
          return .success(try await fetched())
        } catch {
          return .failure(error)
        }
      }
    fetching = task
    let result = await task.value
    if fetching == task { fetching = nil }
    let token = try result.get()
    current = token
    return token
  }
}
