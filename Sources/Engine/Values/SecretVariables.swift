import Provisioning

/// Where secrets stand in the environment.
public enum SecretVariables {
  /// The variables that hold an app's token.
  public static func named(in store: any Store) throws -> Set<String> {
    let sources = try store.read { try $0.apps() }.compactMap(\.definition.connection.token)
    return Set(
      sources.compactMap { source in
        if case .environment(let name) = source { name } else { nil }
      })
  }
}
