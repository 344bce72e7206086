import AsyncHTTPClient
import Foundation
import SCIM

/// The proxy that the environment names: `HTTPS_PROXY` or `HTTP_PROXY` by the scheme of the base
/// URL, `ALL_PROXY` else, less what `NO_PROXY` excepts; each in small or in capital letters.
struct ProxyEnvironment {
  /// Where the proxy listens.
  struct Address: Hashable {
    /// `http` or `socks5`.
    var scheme: String
    var host: String
    var port: Int
    var user: String?
    var password: String?
  }

  let environment: [String: String]

  /// The proxy for a server, or `nil` to go there directly. This machine is never behind a proxy.
  func address(for endpoint: Endpoint) throws(TransportError) -> Address? {
    guard !endpoint.isLoopback else { return nil }
    let own = endpoint.isTLS ? "HTTPS_PROXY" : "HTTP_PROXY"
    guard let (name, text) = value(own) ?? value("ALL_PROXY"), !isExcepted(endpoint) else {
      return nil
    }
    return try Self.read(text, name: name)
  }

  private func value(_ name: String) -> (name: String, text: String)? {
    for name in [name.lowercased(), name] {
      if let text = environment[name], !text.isEmpty { return (name, text) }
    }
    return nil
  }

  /// Never quotes the text: it may hold a password.
  private static func read(_ text: String, name: String) throws(TransportError) -> Address {
    let whole = text.contains("://") ? text : "http://" + text
    guard let parts = URLComponents(string: whole), let host = parts.host, !host.isEmpty else {
      throw .unreachable("\(name) is not a proxy; write http://HOST:PORT")
    }
    let scheme = parts.scheme?.lowercased() ?? "http"
    guard let standardPort = ["http": 80, "socks5": 1080, "socks5h": 1080][scheme] else {
      throw .unreachable(
        "\(name) names a proxy that is reached by \(scheme)://; "
          + "only http:// and socks5:// can be used")
    }
    return Address(
      scheme: scheme == "http" ? "http" : "socks5",
      host: String(host.drop { $0 == "[" }.prefix { $0 != "]" }), port: parts.port ?? standardPort,
      user: parts.user, password: parts.password)
  }

  /// Whether `NO_PROXY` names the host: by a name (which covers the names below it), an address, a
  /// block of addresses or `*`, each with or without a port.
  private func isExcepted(_ endpoint: Endpoint) -> Bool {
    let entries = value("NO_PROXY")?.text.split { $0 == "," || $0 == " " } ?? []
    return entries.contains { entry in
      if entry == "*" { return true }
      if let block = AddressBlock(entry) { return block.contains(endpoint.host) }
      var name = entry.lowercased()
      if let colon = name.lastIndex(of: ":") {
        guard Int(name[name.index(after: colon)...]) == endpoint.port else { return false }
        name = String(name[..<colon])
      }
      name = String(name.trimmingPrefix("*").trimmingPrefix("."))
      let host = endpoint.host.lowercased()
      return !name.isEmpty && (host == name || host.hasSuffix("." + name))
    }
  }
}

extension ProxyEnvironment.Address {
  /// The proxy in the words of the HTTP client.
  var configuration: HTTPClient.Configuration.Proxy {
    guard scheme == "http" else { return .socksServer(host: host, port: port) }
    let authorization = user.map {
      HTTPClient.Authorization.basic(username: $0, password: password ?? "")
    }
    return .server(host: host, port: port, authorization: authorization)
  }
}
