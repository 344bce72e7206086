import Engine
import Provisioning

/// Words for what a server or the library says.
struct LDAPWords {
  let definition: SourceDefinition
  let server: LDAPServer

  func problem(_ failure: LDAPFailure) -> SourceProblem {
    switch failure.stage {
    case .open, .encrypt: opening(failure)
    case .bind: binding(failure)
    case .search(let base): searching(failure, base)
    }
  }

  // MARK: Connecting

  private func opening(_ failure: LDAPFailure) -> SourceProblem {
    let url = server.url
    switch failure.code {
    case LDAPCode.noCAFile:
      return SourceProblem(
        .configuration,
        "the CA file \(server.caFile) cannot be read, or has no certificate in PEM; correct `ca_file`"
      )
    case LDAPCode.noCertificate:
      return SourceProblem(
        .configuration,
        "the certificate or the key of `bind` cannot be read, or is not in PEM; correct it")
    case LDAPCode.connectError:
      return SourceProblem(.tls, "\(certificate(failure.certificate)); the password was not sent")
    case LDAPCode.timeout:
      return SourceProblem(
        .unreachable, "\(url) does not answer within \(Int(server.timeout)) s; is it LDAP?",
        heals: true)
    case LDAPCode.serverDown:
      return SourceProblem(
        .unreachable,
        "\(url) cannot be reached; check the host, the port and whether the server runs",
        heals: true)
    case LDAPCode.protocolError, LDAPCode.unavailable, LDAPCode.unwilling:
      return SourceProblem(
        .tls,
        "\(url) offers no StartTLS\(said(failure.text)); use ldaps://, since the password goes over no connection that is not encrypted"
      )
    default:
      return SourceProblem(
        .unreachable, "\(url) refused the connection (result \(failure.code)\(said(failure.text)))")
    }
  }

  private func certificate(_ reason: String?) -> String {
    let host = server.endpoint.host
    switch reason {
    case nil: return "no encrypted connection to \(host) comes about; is it the right port?"
    case "":
      return
        "the certificate of \(host) is not trusted by \(server.caFile); name the file of its authority in `ca_file`\(server.identity == nil ? "" : "; or the server does not accept the one of `bind`")"
    case let reason?: return "the certificate of \(host) is not accepted: \(reason)"
    }
  }

  // MARK: Binding

  private func binding(_ failure: LDAPFailure) -> SourceProblem {
    if let mechanism = definition.sasl { return binding(failure, mechanism) }
    let dn = definition.bind?.dn ?? ""
    switch failure.code {
    case LDAPCode.invalidCredentials:
      return SourceProblem(.refused, "\(dn) is not let in: \(Self.reason(failure.text))")
    case LDAPCode.strongerAuthRequired, LDAPCode.confidentialityRequired:
      return SourceProblem(
        .refused, "the server wants a stronger way to sign in\(said(failure.text))")
    case LDAPCode.invalidDN:
      return SourceProblem(
        .configuration, "\(dn) is not a name that the server understands; correct `bind`")
    default: return general(failure, "signing in as \(dn)")
    }
  }

  private func binding(_ failure: LDAPFailure, _ mechanism: SourceSASL) -> SourceProblem {
    let said = said(failure.text)
    if failure.code == LDAPCode.serverDown || failure.code == LDAPCode.timeout {
      return general(failure, "signing in")
    }
    switch mechanism {
    case .external(let identity):
      return SourceProblem(
        .refused,
        "the server lets nobody in by the certificate \(identity.certificate)\(said); it has to ask for certificates, and to know this one's name"
      )
    case .gssapi:
      return SourceProblem(
        .refused,
        "nobody is let in by Kerberos\(said); look with klist for a ticket of the user who runs usher, and whether libsasl2's module for GSSAPI is installed"
      )
    }
  }

  /// What Active Directory means by the code in its text.
  private static let codes: [(code: String, words: String)] = [
    ("data 525", "there is no such account"), ("data 52e", "the password is wrong"),
    ("data 530", "the account may not sign in at this hour"),
    ("data 531", "the account may not sign in from here"),
    ("data 532", "its password has expired"), ("data 533", "the account is disabled"),
    ("data 701", "the account has expired"), ("data 773", "its password must be changed first"),
    ("data 775", "the account is locked"),
  ]

  static func reason(_ text: String) -> String {
    codes.first { text.contains($0.code) }?.words ?? "the name or the password is wrong"
  }

  // MARK: Searching

  private func searching(_ failure: LDAPFailure, _ base: String) -> SourceProblem {
    switch failure.code {
    case LDAPCode.sizeLimit, LDAPCode.adminLimit:
      return SourceProblem(
        .incomplete,
        "the server stopped at its size limit for this account, so that not everyone was shown; raise the limit for it (slapd: `olcLimits … size.prtotal=unlimited`)"
      )
    case LDAPCode.timeLimit:
      return SourceProblem(
        .incomplete,
        "the server stopped at its time limit, so that not everyone was shown; raise the limit for this account, or index what the filter compares"
      )
    case LDAPCode.noSuchObject:
      return SourceProblem(
        .configuration,
        "there is no \(base), or this account may not see it; correct `base`, or its rights")
    case LDAPCode.invalidDN:
      return SourceProblem(.configuration, "\(base) is not a distinguished name; correct it")
    case LDAPCode.filterError:
      return SourceProblem(
        .configuration,
        "the filter cannot be read; check its parentheses, and write one in a value as \\28 or \\29"
      )
    case LDAPCode.insufficientAccess:
      return SourceProblem(.refused, "this account may not read \(base)\(said(failure.text))")
    case LDAPCode.partial, LDAPCode.referral:
      return SourceProblem(
        .incomplete,
        "the server refers to another one for \(base), so that not everyone was shown; use the server that holds it"
      )
    case LDAPCode.unavailableExtension:
      return SourceProblem(
        .incomplete,
        "the server shows no pages, so that nobody can tell whether it showed everyone")
    default: return general(failure, "reading \(base)")
    }
  }

  private func general(_ failure: LDAPFailure, _ what: String) -> SourceProblem {
    switch failure.code {
    case LDAPCode.serverDown:
      SourceProblem(
        .incomplete, "the server closed the connection while \(what)", heals: true)
    case LDAPCode.timeout:
      SourceProblem(
        .incomplete, "the server did not answer within \(Int(server.timeout)) s while \(what)",
        heals: true)
    case LDAPCode.busy, LDAPCode.unavailable:
      SourceProblem(
        .unreachable, "the server is busy, or shuts down\(said(failure.text))", heals: true)
    case LDAPCode.unwilling, LDAPCode.insufficientAccess:
      SourceProblem(.refused, "the server refuses \(what)\(said(failure.text))")
    default:
      SourceProblem(
        .incomplete, "\(what) failed with result \(failure.code)\(said(failure.text))")
    }
  }

  private func said(_ text: String) -> String {
    let line = text.prefix { !$0.isNewline }.prefix(160)
    return line.isEmpty ? "" : ": \(line)"
  }
}
