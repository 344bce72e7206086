public import Provisioning

/// Where secrets stand in the environment.
public enum SecretVariables {
  /// The variable that holds the password of a store on a server.
  private static let ofStore = "PGPASSWORD"

  /// The variables that hold an app's token, a directory source's password, secret or token, the secret
  /// with which notices are signed, the mail server's password, or the store's password.
  public static func named(in store: any Store) throws -> Set<String> {
    let sources = try store.read { session -> [TokenSource] in
      let directories = try session.sources.all().map(\.definition)
      return try session.apps.all().compactMap(\.definition.connection.token)
        + directories.compactMap(\.token) + directories.compactMap(\.bind?.password)
        + directories.compactMap(\.client?.secret)
        + (session.settings.notifySettings().map { [$0.webhook?.secret, $0.mail?.password] } ?? [])
        .compactMap { $0 }
    }
    let named = sources.compactMap { source in
      if case .environment(let name) = source { name } else { nil }
    }
    return Set(named + [ofStore])
  }

  /// What a source of a secret is told of the environment: a command that prints one secret needs no
  /// other one.
  public static func visible(
    to source: TokenSource, of environment: [String: String], in store: any Store
  ) throws -> [String: String] {
    guard case .command = source else { return environment }
    let names = try named(in: store)
    return environment.filter { !names.contains($0.key) }
  }
}
