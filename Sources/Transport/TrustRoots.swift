import NIOSSL
import SCIM

/// Whose certificates are trusted: the system's authorities, or those of one file in their place.
struct TrustRoots {
  /// TLS 1.2 or newer, the server's chain and name verified.
  let configuration: TLSConfiguration

  /// - Throws: `.tls` where the file cannot be read or holds no certificate.
  init(caFile: String?) throws(TransportError) {
    var configuration = TLSConfiguration.makeClientConfiguration()
    configuration.minimumTLSVersion = .tlsv12
    if let caFile {
      guard let certificates = try? NIOSSLCertificate.fromPEMFile(caFile), !certificates.isEmpty
      else {
        throw .tls("the CA file \(caFile) cannot be read, or contains no certificate in PEM form")
      }
      configuration.trustRoots = .certificates(certificates)
    }
    self.configuration = configuration
  }
}
