import Foundation
public import Provisioning
public import SCIM
public import Text

/// A web address that gets notices, each signed as Standard Webhooks has it: `webhook-id`,
/// `webhook-timestamp`, and `webhook-signature` over the two and the body, with HMAC-SHA256.
public struct Webhook: Sendable {
  private let transport: any HTTPTransport
  private let path: String
  private let secret: TokenSource?
  private let resolver: TokenResolver

  /// The largest answer that is read, in bytes; what it says is of no interest.
  private static let answerLimit = 1 << 16

  /// - Parameters:
  ///   - resolver: fetches the secret, each time.
  ///   - version: usher's version, for `User-Agent`.
  public init(
    _ settings: NotifySettings.Webhook, resolver: TokenResolver, version: String
  ) throws(TransportError) {
    let (root, path) = Self.parts(of: settings.url)
    self.path = path
    self.resolver = resolver
    secret = settings.secret
    transport = try ClientTransport(
      baseURL: root, tokens: nil, timeout: 10, concurrency: 1, caFile: settings.caFile,
      bodyLimit: Self.answerLimit, setting: "url", version: version)
  }

  /// The address without its path, and the path with its query.
  static func parts(of url: String) -> (root: String, path: String) {
    let start = url.firstRange(of: "://")?.upperBound ?? url.startIndex
    let end = url[start...].firstIndex { "/?".contains($0) } ?? url.endIndex
    return (String(url[..<end]), String(url[end...]))
  }

  /// Sends a notice.
  ///
  /// - Parameters:
  ///   - id: what tells it from others; a receiver may get it more than once.
  ///   - now: the moment, in seconds since 1970.
  /// - Returns: the status of the answer.
  /// - Throws: `TransportError` where none came; ``TokenError`` where there is no secret to sign with.
  public func send(_ body: JSONValue, id: String, now: Double) async throws -> Int {
    let stamp = String(Int64(now))
    var headers = [
      "Content-Type": "application/json", "Accept": "*/*", "webhook-id": id,
      "webhook-timestamp": stamp,
    ]
    if let secret {
      let key = try await resolver.resolve(secret).reveal()
      let code = Self.signature(of: body.bytes, id: id, stamp: stamp, key: key)
      headers["webhook-signature"] = "v1,\(code)"
    }
    return try await transport.send(HTTPRequest("POST", path, body: body, headers: headers)).status
  }

  /// The signature, in base64. A key that begins with `whsec_` is base64 after that, as the senders of
  /// Standard Webhooks hand it out; any other one is taken as it is.
  static func signature(of body: [UInt8], id: String, stamp: String, key: String) -> String {
    let prefix = "whsec_"
    let decoded =
      key.hasPrefix(prefix) ? Data(base64Encoded: String(key.dropFirst(prefix.count))) : nil
    let message = Array("\(id).\(stamp).".utf8) + body
    return Data(HMAC.sha256(message, key: decoded.map(Array.init) ?? Array(key.utf8)))
      .base64EncodedString()
  }
}
