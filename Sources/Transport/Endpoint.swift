import Foundation
import SCIM

/// A base URL, taken apart and checked.
struct Endpoint: Sendable, Hashable {
  let isTLS: Bool
  /// The host without brackets.
  let host: String
  let port: Int
  /// The base URL without a slash at the end.
  let root: String

  /// Reads a base URL such as `https://app.example/scim/v2`.
  init(_ baseURL: String) throws(TransportError) {
    guard let parts = URLComponents(string: baseURL), let scheme = parts.scheme?.lowercased() else {
      throw .unreachable("\(baseURL) is not a URL; write https://HOST/PATH")
    }
    guard scheme == "https" || scheme == "http" else {
      throw .unreachable("\(baseURL) starts with \(scheme)://; write https://HOST/PATH")
    }
    guard let host = parts.host, !host.isEmpty else {
      throw .unreachable("\(baseURL) names no host; write https://HOST/PATH")
    }
    guard parts.user == nil, parts.password == nil else {
      throw .unreachable("the base URL contains a user or a password; leave them out")
    }
    guard parts.query == nil, parts.fragment == nil else {
      throw .unreachable("\(baseURL) has a part after ? or #; the base URL ends before it")
    }
    isTLS = scheme == "https"
    self.host = String(host.drop { $0 == "[" }.prefix { $0 != "]" })
    port = parts.port ?? (isTLS ? 443 : 80)
    root = String(baseURL.reversed().drop { $0 == "/" }.reversed())
  }

  /// How errors name the server.
  var name: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

  /// Whether the host is this machine.
  var isLoopback: Bool {
    let host = host.lowercased()
    if host == "localhost" || host.hasSuffix(".localhost") { return true }
    return AddressBlock("127.0.0.0/8")?.contains(host) == true
      || AddressBlock("::1/128")?.contains(host) == true
  }

  /// The whole URL of a request's path.
  ///
  /// A path that did not start with a slash could turn the host into another one, which would then
  /// be sent the token.
  func url(_ path: String) throws(TransportError) -> String {
    guard path.isEmpty || path.hasPrefix("/") || path.hasPrefix("?") else {
      throw .unreachable("\(path) is not a path below the base URL")
    }
    return root + path
  }
}
