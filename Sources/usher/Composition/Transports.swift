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

  /// A command that prints one app's token needs no other app's.
  private func visible(to source: TokenSource) throws -> [String: String] {
    guard case .command = source else { return environment }
    let names = try Secrets.variables(in: store)
    return environment.filter { !names.contains($0.key) }
  }
}

/// Where secrets stand in the environment.
enum Secrets {
  /// The variables that hold an app's token.
  static func variables(in store: any Store) throws -> Set<String> {
    let sources = try store.read { try $0.apps() }.compactMap(\.definition.connection.token)
    return Set(
      sources.compactMap { source in
        if case .environment(let name) = source { name } else { nil }
      })
  }

  /// Whether a variable is named as secrets are.
  static func isNamedAsOne(_ name: String) -> Bool {
    let words = ["TOKEN", "SECRET", "PASSW", "CREDENTIAL", "APIKEY", "API_KEY", "PRIVATE_KEY"]
    let name = name.uppercased()
    return words.contains { name.contains($0) }
  }
}
