import Provisioning
import Text
import Yams

/// Reads who usher is at an LDAP server: by a password, or by SASL without one.
struct BindReader {
  let nodes: NodeReader

  func read(_ node: Node, into source: inout SourceDefinition) {
    let known = ["dn", "password", "sasl", "certificate", "key"]
    guard let fields = nodes.fields(node, of: "`bind`", known: known) else { return }
    guard let mechanism = fields["sasl"] else {
      for name in ["certificate", "key"] {
        if let node = fields[name] {
          nodes.fail(node, "`\(name)` goes with `sasl: external`")
        }
      }
      return source.bind = bind(fields)
    }
    for name in ["dn", "password"] {
      if let node = fields[name] {
        nodes.fail(node, "`\(name)` does not go with `sasl`, which says by itself who usher is")
      }
    }
    source.sasl = sasl(mechanism, fields)
  }

  private func bind(_ fields: NodeReader.Fields) -> SourceBind? {
    let dn = nodes.required("dn", in: fields, of: "`bind`").flatMap { nodes.text($0, of: "`dn`") }
    let password = nodes.required("password", in: fields, of: "`bind`")
      .flatMap { TokenReader(nodes: nodes).token($0, as: "password") }
    guard let dn, let password else { return nil }
    return SourceBind(dn: dn, password: password)
  }

  private func sasl(_ node: Node, _ fields: NodeReader.Fields) -> SourceSASL? {
    switch nodes.text(node, of: "`sasl`") {
    case "external"?:
      let paths = ["certificate", "key"].map { name in
        nodes.required(name, in: fields, of: "`bind`").flatMap { nodes.text($0, of: "`\(name)`") }
      }
      guard let certificate = paths[0], let key = paths[1] else { return nil }
      return .external(ClientCertificate(certificate: certificate, key: key))
    case "gssapi"?:
      for name in ["certificate", "key"] {
        if let node = fields[name] { nodes.fail(node, "`\(name)` goes with `sasl: external`") }
      }
      return .gssapi
    case nil: return nil
    case _?:
      nodes.fail(node, "`sasl` must be external or gssapi")
      return nil
    }
  }
}
