public import SCIM

/// Makes the door to an app's network; the token is resolved behind it.
public protocol TransportSource: Sendable {
  /// A transport for an app's connection.
  ///
  /// - Throws: `EngineError.connection` where the settings cannot be used.
  func transport(for app: AppRecord) throws -> any HTTPTransport
}
