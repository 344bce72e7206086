import Foundation
import SCIM
import Testing

@testable import Transport

@Suite("The proxy of the environment") struct ProxyTests {
  private func proxy(_ url: String, _ environment: [String: String]) throws -> String? {
    let address = try ProxyEnvironment(environment: environment).address(for: Endpoint(url))
    return address.map { "\($0.scheme) \($0.host):\($0.port)" }
  }

  /// A base URL, the environment, and the proxy that is used.
  static let environments: [(url: String, environment: [String: String], proxy: String?)] = [
    ("https://app.example", ["HTTPS_PROXY": "http://px.example:3128"], "http px.example:3128"),
    ("https://app.example", ["https_proxy": "px.example:3128"], "http px.example:3128"),
    ("https://app.example", ["https_proxy": "a:1", "HTTPS_PROXY": "b:2"], "http a:1"),
    ("https://app.example", ["https_proxy": "", "HTTPS_PROXY": "b:2"], "http b:2"),
    ("https://app.example", ["HTTP_PROXY": "http://px.example:3128"], nil),
    ("http://app.example", ["HTTP_PROXY": "http://px.example:3128"], "http px.example:3128"),
    ("http://app.example", ["http_proxy": "http://px.example"], "http px.example:80"),
    ("https://app.example", ["ALL_PROXY": "socks5://px.example"], "socks5 px.example:1080"),
    ("https://app.example", ["HTTPS_PROXY": "http://[fd00::1]:8080"], "http fd00::1:8080"),
    ("https://app.example", [:], nil),
    ("http://localhost:8080", ["HTTP_PROXY": "a:1"], nil),
    ("http://usher.localhost", ["HTTP_PROXY": "a:1"], nil),
    ("http://127.0.0.1:8080", ["HTTP_PROXY": "a:1", "NO_PROXY": ""], nil),
    ("http://127.9.9.9", ["ALL_PROXY": "a:1"], nil),
    ("https://[::1]:443", ["HTTPS_PROXY": "a:1"], nil),
  ]

  @Test(arguments: environments)
  func whichProxy(_ url: String, _ environment: [String: String], _ expected: String?) throws {
    #expect(try proxy(url, environment) == expected)
  }

  /// A base URL, `NO_PROXY`, and whether the proxy is left out.
  static let exceptions: [(url: String, list: String, isExcepted: Bool)] = [
    ("https://app.example", "app.example", true),
    ("https://app.example", "APP.example", true),
    ("https://scim.app.example", "app.example", true),
    ("https://scim.app.example", ".app.example", true),
    ("https://scim.app.example", "*.app.example", true),
    ("https://myapp.example", "app.example", false),
    ("https://app.example", "other.example, app.example", true),
    ("https://app.example", "other.example app.example", true),
    ("https://app.example", "*", true),
    ("https://app.example", "app.example:443", true),
    ("https://app.example", "app.example:8443", false),
    ("https://app.example:8443", "app.example:8443", true),
    ("https://10.1.2.3", "10.0.0.0/8", true),
    ("https://11.1.2.3", "10.0.0.0/8", false),
    ("https://10.1.2.3", "10.1.2.3", true),
    ("https://10.1.2.30", "10.1.2.3", false),
    ("https://[fd00::7]", "fd00::/8", true),
    ("https://app.example", "", false),
    ("https://app.example", ".", false),
    ("https://app.example", "example", true),
  ]

  @Test(arguments: exceptions)
  func whatIsExcepted(_ url: String, _ list: String, _ isExcepted: Bool) throws {
    for name in ["NO_PROXY", "no_proxy"] {
      let found = try proxy(url, ["HTTPS_PROXY": "px:3128", name: list])
      #expect((found == nil) == isExcepted)
    }
  }

  @Test(arguments: ["https://px.example:3128", "http://", "ftp://px:secretpw@px.example"])
  func aBadProxyIsNamedWithoutItsPassword(_ text: String) throws {
    let error = #expect(throws: TransportError.self) {
      _ = try transport(to: "https://app.example", environment: ["HTTPS_PROXY": text])
    }
    #expect(String(describing: error).contains("HTTPS_PROXY"))
    #expect(!String(describing: error).contains("secretpw"))
  }

  @Test func theRequestGoesThroughTheProxy() async throws {
    let proxy = try await LoopbackServer.start(saying: [
      "HTTP/1.1 200 OK\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}",
    ])
    let client = try transport(
      to: "http://app.example/scim",
      environment: ["HTTP_PROXY": "http://ann:p%40ss@127.0.0.1:\(proxy.port)"])
    let answer = try await client.send(HTTPRequest("GET", "/Users"))
    #expect(String(decoding: answer.body, as: UTF8.self) == "{}")
    let said = proxy.received.map(\.body)
    #expect(said.first?.hasPrefix("CONNECT app.example:80 HTTP/1.1\r\n") == true)
    let login = Data("ann:p@ss".utf8).base64EncodedString()
    #expect(said.first?.lowercased().contains("proxy-authorization: basic ") == true)
    #expect(said.first?.contains(login) == true)
    #expect(said.first?.contains(secret) == false, "the proxy must not get the app's token")
    #expect(said.last?.hasPrefix("GET /scim/Users HTTP/1.1\r\n") == true)
  }

  @Test func aProxyThatAsksForAPasswordIsNamed() async throws {
    let proxy = try await LoopbackServer.start(saying: [
      "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"
    ])
    let client = try transport(
      to: "https://app.example", environment: ["HTTPS_PROXY": "127.0.0.1:\(proxy.port)"])
    let error = await failure(of: client, HTTPRequest("GET", "/Users"))
    #expect(
      error
        == .unreachable(
          "the proxy 127.0.0.1:\(proxy.port) asks for a user and a password; "
            + "write them into its variable"))
  }
}
