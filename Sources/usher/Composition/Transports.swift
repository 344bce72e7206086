import Text
import Engine
import Provisioning
import SCIM
import Transport

/// Doors to the apps' networks over async-http-client.
struct Transports: TransportSource {
  let store: any Store
  let environment: [String: String]

  func transport(for app: AppRecord) throws -> any HTTPTransport {
    let connection = app.definition.connection
    do {
      return try ClientTransport(
        baseURL: connection.baseURL,
        tokens: try connection.token.map {
          TokenProvider(source: $0, resolver: TokenResolver(environment: try visible(to: $0)))
        }, timeout: app.ways.timeout, concurrency: app.ways.concurrency,
        caFile: connection.caFile, version: Usher.version)
    } catch {
      throw EngineError.connection(Complaint.lines(of: error).joined(separator: "; "))
    }
  }

  private func visible(to source: TokenSource) throws -> [String: String] {
    try SecretVariables.visible(to: source, of: environment, in: store)
  }
}
