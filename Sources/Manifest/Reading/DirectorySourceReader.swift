import Text
import Provisioning
import Yams

/// Reads the directory sources that a file names.
struct DirectorySourceReader {
  let nodes: NodeReader

  /// The keys of every source, and those of some kinds alone.
  private static let commonKeys = [
    "name", "kind", "attributes", "every", "full_every", "limits",
  ]

  /// The directory sources that a file names.
  func sources(_ fields: NodeReader.Fields) -> [SourceDefinition] {
    guard let list = fields["directories"] else { return [] }
    var seen: [String: Int] = [:]
    return nodes.elements(list, of: "`directories`", allowsNull: false).compactMap { node in
      guard let (source, name) = source(node) else { return nil }
      nodes.note(source.name, at: name, as: "a directory", in: &seen)
      return source
    }
  }

  private func source(_ node: Node) -> (SourceDefinition, name: Node)? {
    let all = Self.commonKeys + SourceKind.allCases.flatMap(Self.keys)
    var known: [String] = []
    for key in all where !known.contains(key) { known.append(key) }
    guard let fields = nodes.fields(node, of: "a directory", known: known) else { return nil }
    let nameNode = nodes.required("name", in: fields, of: "the directory")
    let kindNode = nodes.required("kind", in: fields, of: "the directory")
    let name = nameNode.flatMap { nodes.text($0, of: "`name`") }
    let kind = kindNode.flatMap { nodes.word($0, of: "`kind`", among: SourceKind.allCases) }
    guard let name, let kind, let nameNode else { return nil }
    let allowed = Self.commonKeys + Self.keys(of: kind)
    for key in fields.names.sorted() where !allowed.contains(key) {
      nodes.fail(
        fields.key(key),
        "`\(key)` is not a key of a directory of kind `\(kind.rawValue)`; its keys are "
          + allowed.map { "`\($0)`" }.joined(separator: ", "))
    }
    var source = SourceDefinition(name: name, kind: kind, location: "")
    place(of: &source, fields)
    scope(of: &source, fields)
    if let node = fields["attributes"] { source.attributes = sourceAttributes(node, kind) }
    if let node = fields["roles"] { source.roles = sourceRoles(node, kind) }
    source.every = fields["every"].flatMap {
      nodes.value($0, of: "`every`", Quantity.interval)
    }
    source.fullEvery = fields["full_every"].flatMap {
      nodes.value($0, of: "`full_every`", Quantity.interval)
    }
    if let node = fields["limits"] { source.limits = sourceLimits(node) }
    return (source, nameNode)
  }

  /// The keys of a kind, beside those that every kind has.
  private static func keys(of kind: SourceKind) -> [String] {
    switch kind {
    case .file: ["path"]
    case .ldap, .activeDirectory:
      ["url", "ca_file", "bind", "base", "filter", "suspended", "key", "roles", "timeout"]
    case .oneLogin: ["url", "ca_file", "client", "key", "roles", "timeout"]
    case .scim: ["url", "ca_file", "token", "key", "roles", "timeout"]
    }
  }

  // MARK: Where it is, and who is read

  private func place(of source: inout SourceDefinition, _ fields: NodeReader.Fields) {
    switch source.kind {
    case .file:
      if let node = nodes.required("path", in: fields, of: "the directory"),
        let path = nodes.text(node, of: "`path`")
      {
        source.location = path
      }
    case .ldap, .activeDirectory:
      if let node = nodes.required("url", in: fields, of: "the directory"),
        let url = nodes.value(node, of: "`url`", ServerURL.checkDirectory)
      {
        source.location = url
      }
    case .oneLogin, .scim:
      if let node = nodes.required("url", in: fields, of: "the directory"),
        let url = nodes.value(node, of: "`url`", BaseURL.check)
      {
        source.location = url
      }
    }
    source.caFile = fields["ca_file"].flatMap { nodes.text($0, of: "`ca_file`") }
    source.timeout = fields["timeout"].flatMap {
      nodes.value($0, of: "`timeout`", Quantity.duration)
    }
    source.token = fields["token"].flatMap { TokenReader(nodes: nodes).token($0) }
    if let node = fields["bind"] { BindReader(nodes: nodes).read(node, into: &source) }
    if source.kind == .oneLogin {
      source.client = nodes.required("client", in: fields, of: "the directory").flatMap {
        client($0)
      }
    }
  }

  private func client(_ node: Node) -> SourceClient? {
    guard let fields = nodes.fields(node, of: "`client`", known: ["id", "secret"]) else {
      return nil
    }
    let id = nodes.required("id", in: fields, of: "`client`").flatMap { nodes.text($0, of: "`id`") }
    let secret = nodes.required("secret", in: fields, of: "`client`")
      .flatMap { TokenReader(nodes: nodes).token($0, as: "secret") }
    guard let id, let secret else { return nil }
    return SourceClient(id: id, secret: secret)
  }

  private func scope(of source: inout SourceDefinition, _ fields: NodeReader.Fields) {
    switch source.kind {
    case .ldap, .activeDirectory:
      source.base = nodes.required("base", in: fields, of: "the directory")
        .flatMap { nodes.text($0, of: "`base`") }
    case .file, .oneLogin, .scim: break
    }
    source.filter = fields["filter"].flatMap { filter($0, of: "`filter`", source.kind) }
    source.suspended = fields["suspended"].flatMap { filter($0, of: "`suspended`", source.kind) }
    source.key = fields["key"].flatMap { nodes.text($0, of: "`key`") }
  }

  private func filter(_ node: Node, of what: String, _ kind: SourceKind) -> String? {
    guard let text = nodes.text(node, of: what) else { return nil }
    switch kind {
    case .ldap, .activeDirectory:
      if text.hasPrefix("("), text.hasSuffix(")"), Self.isBalanced(text) { return text }
      nodes.fail(
        node,
        "\(what) must be an LDAP filter in parentheses, such as `(objectClass=person)`; write a parenthesis in a value as \\28 or \\29"
      )
      return nil
    case .file, .oneLogin, .scim: return text
    }
  }

  /// Whether every parenthesis of a filter is closed; in values they stand as `\28` and `\29`.
  private static func isBalanced(_ filter: String) -> Bool {
    var depth = 0
    for byte in filter.utf8 {
      if byte == UInt8(ascii: "(") { depth += 1 }
      if byte == UInt8(ascii: ")") { depth -= 1 }
      if depth < 0 { return false }
    }
    return depth == 0
  }

  // MARK: What is taken

  private func sourceAttributes(_ node: Node, _ kind: SourceKind) -> [String: String] {
    guard !NodeReader.isNull(node), let entries = nodes.entries(node, of: "`attributes`") else {
      return [:]
    }
    var attributes: [String: String] = [:]
    for entry in entries {
      let what = "the source of \(entry.name.quotedForPeople)"
      let name =
        DirectoryUser.knownAttributes.first { ColumnName.areSame($0, entry.name) } ?? entry.name
      if kind != .file, ["roles", "external_id"].contains(name.lowercased()) {
        nodes.fail(
          entry.key,
          "\(entry.name.quotedForPeople) is set by `\(name.lowercased() == "roles" ? "roles" : "key")`; use that key"
        )
      } else if NodeReader.isNull(entry.value) {
        attributes[name] = ""
      } else if let text = nodes.text(entry.value, of: what, mayBeEmpty: true) {
        attributes[name] = text
      }
    }
    return attributes
  }

  private func sourceRoles(_ node: Node, _ kind: SourceKind) -> SourceRoles? {
    let known =
      switch kind {
      case .ldap, .activeDirectory: ["groups_under", "filter", "nested", "map"]
      case .oneLogin: ["names", "map"]
      case .file, .scim: ["map"]
      }
    guard let fields = nodes.fields(node, of: "`roles`", known: known) else { return nil }
    var roles = SourceRoles()
    roles.groupsUnder = fields["groups_under"].flatMap { nodes.text($0, of: "`groups_under`") }
    roles.filter = fields["filter"].flatMap { filter($0, of: "`filter`", kind) }
    if let node = fields["names"] {
      roles.names = nodes.texts(node, of: "`names`", allowsNull: false)
      if roles.names?.isEmpty == true {
        nodes.fail(node, "`names` names no role; without the key all of them are read")
      }
    }
    if let node = fields["nested"], let nested = nodes.bool(node, of: "`nested`") {
      roles.nested = nested
    }
    guard let node = fields["map"], let entries = nodes.entries(node, of: "`map`") else {
      return roles
    }
    for entry in entries {
      if NodeReader.isNull(entry.value) {
        roles.map[entry.name] = ""
      } else if let role = nodes.text(entry.value, of: "the role of \(entry.name.quotedForPeople)")
      {
        if role.contains(";") {
          nodes.fail(entry.value, "a role has no semicolon in its name, since they separate roles")
        }
        roles.map[entry.name] = role
      }
    }
    return roles
  }

  private func sourceLimits(_ node: Node) -> SourceLimits {
    var limits = SourceLimits()
    guard let fields = nodes.fields(node, of: "`limits`", known: ["missing", "share"]) else {
      return limits
    }
    limits.missing = fields["missing"].flatMap {
      nodes.integer($0, of: "`missing`", in: 0...1_000_000_000)
    }
    limits.share = fields["share"].flatMap { nodes.value($0, of: "`share`", Quantity.share) }
    return limits
  }
}
