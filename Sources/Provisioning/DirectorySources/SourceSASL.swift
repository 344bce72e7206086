/// How usher says who it is without a password (RFC 4422).
public enum SourceSASL: Sendable, Hashable, Codable {
  /// By a certificate of its own, which the encryption shows.
  case external(ClientCertificate)
  /// By a ticket of Kerberos.
  case gssapi

  /// Who that is, in words.
  public var words: String {
    switch self {
    case .external(let identity): "whom the certificate \(identity.certificate) names"
    case .gssapi: "whom the Kerberos ticket names"
    }
  }
}

/// What a client shows of itself while a connection is encrypted.
public struct ClientCertificate: Sendable, Hashable, Codable {
  /// The file of the certificate, in PEM.
  public var certificate: String
  /// The file of its key, in PEM.
  public var key: String

  /// A certificate and its key.
  public init(certificate: String, key: String) {
    self.certificate = certificate
    self.key = key
  }
}
