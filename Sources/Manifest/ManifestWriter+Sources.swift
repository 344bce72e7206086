import Provisioning

extension ManifestWriter {
  mutating func write(_ sources: [SourceDefinition]) {
    if sources.isEmpty { return }
    line(0, "directories:")
    for source in sources { write(source) }
  }

  private mutating func write(_ source: SourceDefinition) {
    line(1, "- name: \(YAMLText.block(source.name))")
    line(2, "kind: \(source.kind.rawValue)")
    let place =
      switch source.kind {
      case .file: "path"
      case .ldap, .activeDirectory, .oneLogin, .scim: "url"
      }
    text(place, source.location)
    text("ca_file", source.caFile)
    if let bind = source.bind {
      line(
        2, "bind: { dn: \(YAMLText.flow(bind.dn)), password: { \(Self.text(bind.password)) } }")
    }
    switch source.sasl {
    case .external(let identity)?:
      line(
        2,
        "bind: { sasl: external, certificate: \(YAMLText.flow(identity.certificate)), key: \(YAMLText.flow(identity.key)) }"
      )
    case .gssapi?: line(2, "bind: { sasl: gssapi }")
    case nil: break
    }
    if let client = source.client {
      line(
        2, "client: { id: \(YAMLText.flow(client.id)), secret: { \(Self.text(client.secret)) } }")
    }
    if let token = source.token { line(2, "token: { \(Self.text(token)) }") }
    text("base", source.base)
    text("filter", source.filter)
    text("suspended", source.suspended)
    text("key", source.key)
    if !source.attributes.isEmpty {
      line(2, "attributes:")
      for (name, origin) in source.attributes.sorted(by: { $0.key < $1.key }) {
        entry(3, name, origin.isEmpty ? "null" : YAMLText.block(origin))
      }
    }
    if let roles = source.roles { write(roles) }
    if let every = source.every { line(2, "every: \(Self.window(every))") }
    if let every = source.fullEvery { line(2, "full_every: \(Self.window(every))") }
    if let timeout = source.timeout { line(2, "timeout: \(Self.duration(timeout))") }
    let limits = [
      source.limits.missing.map { "missing: \($0)" },
      source.limits.share.map { "share: \(Self.share($0))" },
    ].compactMap { $0 }
    if !limits.isEmpty { line(2, "limits: { \(limits.joined(separator: ", ")) }") }
  }

  private mutating func write(_ roles: SourceRoles) {
    line(2, roles == SourceRoles() ? "roles: {}" : "roles:")
    if let base = roles.groupsUnder { line(3, "groups_under: \(YAMLText.block(base))") }
    if let filter = roles.filter { line(3, "filter: \(YAMLText.block(filter))") }
    if let names = roles.names { line(3, "names: \(YAMLText.list(names))") }
    if roles.nested { line(3, "nested: true") }
    if roles.map.isEmpty { return }
    line(3, "map:")
    for (group, role) in roles.map.sorted(by: { $0.key < $1.key }) {
      entry(4, group, role.isEmpty ? "null" : YAMLText.block(role))
    }
  }

  private mutating func text(_ key: String, _ value: String?) {
    if let value { line(2, "\(key): \(YAMLText.block(value))") }
  }
}
