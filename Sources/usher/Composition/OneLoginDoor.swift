import Engine
import Foundation
import Provisioning
import SCIM
import Transport

/// The door to a OneLogin tenant.
struct OneLoginDoor {
  /// The tenant's own address.
  var url: String
  var client: SourceClient
  var caFile: String?
  /// How long one answer may take, in seconds; long lists take their time.
  var timeout = 60.0
  /// Where the secret is looked for, and what a command that prints it is told.
  var environment: [String: String]

  /// Waits for a number of seconds.
  static let pause: @Sendable (Double) async -> Void = { await SystemTime().sleep(seconds: $0) }

  /// The way to the tenant, with an access token on each request.
  func transport() throws -> any HTTPTransport {
    let secret = TokenProvider(
      source: client.secret, resolver: TokenResolver(environment: environment))
    let exchange = try ClientTransport(
      baseURL: url, tokens: secret, scheme: .basic(user: client.id), timeout: timeout,
      concurrency: 1, caFile: caFile, setting: "url", version: Usher.version)
    let grant = TokenGrant(exchange, path: "/auth/oauth2/v2/token", pause: Self.pause)
    return try ClientTransport(
      baseURL: url, tokens: TokenProvider(grant), timeout: timeout, concurrency: 2,
      caFile: caFile, setting: "url", version: Usher.version)
  }
}

extension Sources {
  /// The door to the tenant that a source is.
  ///
  /// - Throws: `SourceProblem` where the settings cannot be used.
  func door(to definition: SourceDefinition) throws -> OneLoginDoor {
    guard let client = definition.client else {
      throw SourceProblem(
        .configuration, "\(definition.name) has no `client`; name the credential there")
    }
    var door = OneLoginDoor(
      url: definition.location, client: client, caFile: definition.caFile,
      environment: try visible(to: client.secret))
    if let timeout = definition.timeout { door.timeout = timeout }
    return door
  }
}
