/// A simulated tenant as a directory source of the configuration file.
enum OneLoginSource {
  /// The section `directories` with that source, whose client is the sandbox's.
  ///
  /// - Parameters:
  ///   - roles: which roles are read, and as what.
  ///   - more: a further line of the source.
  static func directories(
    _ tenant: Server, name: String = "corp", roles: String = "{ map: { Default: null } }",
    _ more: String = ""
  ) -> String {
    """
    directories:
      - name: \(name)
        kind: onelogin
        url: \(tenant.url)
        client: { id: sandbox, secret: { env: ONELOGIN_SECRET } }
        roles: \(roles)
        \(more)

    """
  }
}
