import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTPCompression
import NIOHTTP1
import NIOPosix
import NIOSSL
import SCIM

/// Says why no answer came, in sentences that a person understands, and whether the request may
/// have taken effect.
struct FailureWords: Sendable {
  let endpoint: Endpoint
  /// The proxy's host and port, if there is one.
  let proxy: String?
  /// Whether the authorities come from a file that the admin named.
  let usesOwnAuthority: Bool
  /// What the configuration calls the address.
  var setting = "base_url"

  /// What the connection goes to first.
  private var peer: String { proxy.map { "the proxy \($0)" } ?? endpoint.name }

  /// The error for a request whose time was over.
  func timeout(isUnsent: Bool) -> TransportError {
    isUnsent
      ? .unreachable(
        "no connection to \(peer) was made in time; is the address right, and is there a firewall?")
      : .timeout
  }

  /// The error for what the HTTP client threw.
  ///
  /// - Parameter isUnsent: whether it is sure that the server has not the whole request.
  func error(
    for error: any Error, isUnsent: Bool, redactor: Redactor
  ) async -> TransportError {
    switch error {
    case is CancellationError: return .cancelled
    case let error as HTTPClientError: return client(error, isUnsent: isUnsent)
    case let error as NIOConnectionError: return connection(error)
    case let error as IOError: return input(error, isUnsent: isUnsent)
    case let error as ChannelError where error == .connectTimeout(.zero):
      return timeout(isUnsent: true)
    case is ChannelError: return lost(isUnsent: isUnsent)
    case let error as NIOSSLError: return await handshake(error, isUnsent: isUnsent)
    case is NIOSSLExtraError:
      return .tls(
        "the certificate of \(endpoint.name) is issued to another name; "
          + "\(setting) must name the host as its certificate does")
    case is HTTPParserError:
      return .reset(
        "what \(endpoint.name) sent is not a complete HTTP answer; the connection broke on the way, "
          + "or \(setting) names another kind of server")
    case is NIOHTTPDecompression.DecompressionError,
      is NIOHTTPDecompression.ExtraDecompressionError:
      return .reset(
        "what \(endpoint.name) sent is compressed (Content-Encoding) and cannot be decompressed")
    default:
      let kind = String(describing: type(of: error))
      return .reset(redactor.clean("the connection to \(endpoint.name) failed (\(kind))"))
    }
  }

  private func client(_ error: HTTPClientError, isUnsent: Bool) -> TransportError {
    switch error {
    case .cancelled: .cancelled
    case .connectTimeout, .getConnectionFromPoolTimeout: timeout(isUnsent: true)
    case .readTimeout, .writeTimeout, .deadlineExceeded: timeout(isUnsent: isUnsent)
    case .tlsHandshakeTimeout: .tls("\(endpoint.name) did not finish the TLS handshake in time")
    case .proxyAuthenticationRequired:
      .unreachable("\(peer) asks for a user and a password; write them into its variable")
    case .invalidProxyResponse, .httpProxyHandshakeTimeout, .socksHandshakeTimeout:
      .unreachable("\(peer) refuses to connect to \(endpoint.name)")
    case .remoteConnectionClosed: lost(isUnsent: isUnsent)
    case .alreadyShutdown: .cancelled
    case .invalidURL, .emptyHost, .emptyScheme:
      .unreachable("the address of the request is not a URL; is \(setting) right?")
    default: .reset("the request to \(endpoint.name) failed: \(error.shortDescription)")
    }
  }

  private func lost(isUnsent: Bool) -> TransportError {
    isUnsent
      ? .unreachable("\(peer) closed the connection before it accepted the request")
      : .reset("\(endpoint.name) closed the connection before it answered")
  }

  private func connection(_ error: NIOConnectionError) -> TransportError {
    if let first = error.connectionErrors.first {
      if let error = first.error as? IOError { return input(error, isUnsent: true) }
      return timeout(isUnsent: true)
    }
    let host = error.host
    return .unreachable(
      "the name \(host) is not known (DNS); is \(proxy == nil ? setting : "the proxy") right?")
  }

  private func input(_ error: IOError, isUnsent: Bool) -> TransportError {
    switch error.errnoCode {
    case ECONNREFUSED:
      .unreachable("nothing listens at \(peer) (connection refused)")
    case EHOSTUNREACH, ENETUNREACH, ENETDOWN, EHOSTDOWN:
      .unreachable("there is no route to \(peer) (\(String(cString: strerror(error.errnoCode))))")
    case ETIMEDOUT:
      timeout(isUnsent: isUnsent)
    case ECONNRESET, EPIPE:
      lost(isUnsent: isUnsent)
    default:
      isUnsent
        ? .unreachable("no connection to \(peer): \(String(cString: strerror(error.errnoCode)))")
        : .reset(
          "the connection to \(endpoint.name) broke: "
            + String(cString: strerror(error.errnoCode)))
    }
  }

  private func handshake(_ error: NIOSSLError, isUnsent: Bool) async -> TransportError {
    guard case .handshakeFailed(let cause) = error else { return lost(isUnsent: isUnsent) }
    let text = String(describing: cause)
    if text.contains("CERTIFICATE_VERIFY_FAILED") {
      let probe = CertificateProbe(endpoint: endpoint)
      let reason = proxy == nil ? await probe.reason() : nil
      let advice =
        usesOwnAuthority
        ? "no authority in the CA file signed it"
        : "no authority that this machine trusts signed it; name its CA by ca_file"
      return .tls("the certificate of \(endpoint.name) is not valid: \(reason ?? advice)")
    }
    if text.contains("WRONG_VERSION_NUMBER") || text.contains("HTTP_REQUEST") {
      return .tls("\(endpoint.name) does not speak TLS; is it an http:// address?")
    }
    if text.contains("PROTOCOL_VERSION") || text.contains("UNSUPPORTED_PROTOCOL") {
      return .tls("\(endpoint.name) speaks no TLS newer than 1.1, which is not safe")
    }
    return .tls("\(endpoint.name) ended the TLS handshake")
  }
}
