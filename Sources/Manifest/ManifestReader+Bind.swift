import Provisioning
import Text
import Yams

/// Who usher is at an LDAP server: by a password, or by SASL without one.
extension ManifestReader {
  mutating func bind(_ node: Node, of source: inout SourceDefinition) {
    let known = ["dn", "password", "sasl", "certificate", "key"]
    guard let fields = fields(node, of: "`bind`", known: known) else { return }
    guard let mechanism = fields["sasl"] else {
      for name in ["certificate", "key"] {
        if let node = fields[name] {
          fail(node, "`\(name)` goes with `sasl: external`")
        }
      }
      return source.bind = bind(fields)
    }
    for name in ["dn", "password"] {
      if let node = fields[name] {
        fail(node, "`\(name)` does not go with `sasl`, which says by itself who usher is")
      }
    }
    source.sasl = sasl(mechanism, fields)
  }

  private mutating func bind(_ fields: Fields) -> SourceBind? {
    let dn = required("dn", in: fields, of: "`bind`").flatMap { text($0, of: "`dn`") }
    let password = required("password", in: fields, of: "`bind`")
      .flatMap { token($0, as: "password") }
    guard let dn, let password else { return nil }
    return SourceBind(dn: dn, password: password)
  }

  private mutating func sasl(_ node: Node, _ fields: Fields) -> SourceSASL? {
    switch text(node, of: "`sasl`") {
    case "external"?:
      let paths = ["certificate", "key"].map { name in
        required(name, in: fields, of: "`bind`").flatMap { text($0, of: "`\(name)`") }
      }
      guard let certificate = paths[0], let key = paths[1] else { return nil }
      return .external(ClientCertificate(certificate: certificate, key: key))
    case "gssapi"?:
      for name in ["certificate", "key"] {
        if let node = fields[name] { fail(node, "`\(name)` goes with `sasl: external`") }
      }
      return .gssapi
    case nil: return nil
    case _?:
      fail(node, "`sasl` must be external or gssapi")
      return nil
    }
  }
}
