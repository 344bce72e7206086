import Foundation
import Provisioning
import SCIM
import Transport

/// Doors to OneLogin tenants.
enum OneLoginDoor {
  /// How long one answer may take, in seconds; long lists take their time.
  private static let timeout = 60.0

  /// Waits for a number of seconds.
  static let pause: @Sendable (Double) async -> Void = { await SystemTime().sleep(seconds: $0) }

  /// The way to a tenant, with an access token on each request.
  static func transport(
    url: String, clientID: String, secret: TokenSource, caFile: String?
  ) throws -> any HTTPTransport {
    let credentials = TokenProvider(
      source: secret,
      resolver: TokenResolver(environment: ProcessInfo.processInfo.environment))
    let exchange = try ClientTransport(
      baseURL: url, tokens: credentials, scheme: .basic(user: clientID), timeout: timeout,
      concurrency: 1, caFile: caFile, version: Usher.version)
    return try ClientTransport(
      baseURL: url,
      tokens: AccessTokens(exchange, path: "/auth/oauth2/v2/token", pause: pause),
      timeout: timeout, concurrency: 2, caFile: caFile, version: Usher.version)
  }
}
