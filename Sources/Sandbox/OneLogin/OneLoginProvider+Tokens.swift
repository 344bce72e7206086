import Text
import Foundation
import SCIM

extension OneLoginProvider {
  /// Ten hours, in seconds.
  private static let lifetime = 36_000.0

  /// `/auth/…`: gives and takes back tokens, and tells the pace.
  mutating func authenticate(_ call: OneLoginCall) throws(OneLoginFailure) -> HTTPResponse {
    switch call.segments.dropFirst() {
    case ["oauth2", "v2", "token"]: return .json(200, .object(try grant(call)))
    case ["oauth2", "token"]:
      let grant = try grant(call)
      var body = OneLoginFailure.status(200, type: "success", "Success").object ?? JSONObject()
      body["data"] = [.object(grant)]
      return .json(200, .object(body))
    case ["oauth2", "revoke"]:
      guard call.method == "POST", credentials(call) == true,
        let text = try call.object()["access_token"]?.string
      else { throw .v1(400, type: "bad request", "Authorization or access_token is missing") }
      if text == token?.text { token = nil }
      return .json(200, OneLoginFailure.status(200, type: "success", "Success"))
    case ["rate_limit"]:
      try checkToken(call)
      var body = OneLoginFailure.status(200, type: "success", "Success").object ?? JSONObject()
      body["data"] = [
        "X-RateLimit-Limit": .integer(Int64(options.hourly)),
        "X-RateLimit-Remaining": .integer(Int64(options.hourly)), "X-RateLimit-Reset": 3600,
      ]
      return .json(200, .object(body))
    default: throw .page(404, "Not Found")
    }
  }

  private mutating func grant(_ call: OneLoginCall) throws(OneLoginFailure) -> JSONObject {
    guard call.method == "POST" else { throw .v1(404, type: "not found", "Not Found") }
    if quirks.take(.tokenFlood) { throw .page(429, "Too Many Requests") }
    if quirks.take(.tokenFails) {
      throw .v1(500, type: "Internal Server Error", "Internal Server Error")
    }
    let form = Self.form(call)
    guard let type = form["grant_type"] else {
      throw .v1(400, type: "bad request", "The content-type is not correct")
    }
    guard type == "client_credentials" else {
      throw .v1(400, type: "bad request", "The grant_type is not supported")
    }
    let isRight =
      credentials(call)
      ?? (form["client_id"] == options.clientID && form["client_secret"] == options.secret)
    guard isRight else { throw .v1(401, type: "Unauthorized", "Authentication Failure") }
    // Asking again returns the same token with what is left of it.
    if token.map({ $0.end <= call.now }) ?? true {
      let parts = (0..<4).map { _ in String(random.next(), radix: 16) }
      token = (parts.joined(), call.now + Self.lifetime)
    }
    let end = token?.end ?? call.now
    return JSONObject([
      ("access_token", .string(token?.text ?? "")),
      ("created_at", .string(DateTime.text(end - Self.lifetime))),
      ("expires_in", .integer(Int64(end - call.now))), ("refresh_token", "none"),
      ("token_type", "bearer"), ("account_id", 555_555),
    ])
  }

  /// The body of a token request, as JSON or as a form.
  private static func form(_ call: OneLoginCall) -> [String: String] {
    let type = call.headers["content-type"] ?? ""
    if type.contains("application/x-www-form-urlencoded") {
      let text = String(decoding: call.body, as: UTF8.self)
      return SandboxRequest("POST", "/?" + text).query ?? [:]
    }
    guard type.contains("application/json"), let object = try? call.object() else { return [:] }
    return Dictionary(
      object.members.map { ($0.name, $0.value.scalarText ?? "") },
      uniquingKeysWith: { first, _ in first })
  }

  /// Whether the `Authorization` names the client, as OneLogin's own form or as HTTP Basic; `nil`
  /// without one.
  private func credentials(_ call: OneLoginCall) -> Bool? {
    guard let header = call.headers["authorization"], !header.isEmpty else { return nil }
    if header.lowercased().hasPrefix("basic ") {
      let given = Data(base64Encoded: String(header.dropFirst(6)))
      return given == Data("\(options.clientID):\(options.secret)".utf8)
    }
    let parts = header.split(separator: ",").map { part in
      part.split(separator: ":", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
    }
    return parts == [["client_id", options.clientID], ["client_secret", options.secret]]
  }

  /// Refuses a call without the current token.
  mutating func checkToken(_ call: OneLoginCall) throws(OneLoginFailure) {
    if call.isTester { return }
    if quirks.take(.revokesToken) { token = nil }
    guard let token, token.end > call.now, Self.bearer(call.headers) == token.text else {
      if call.segments.dropFirst().first == "1" {
        throw .v1(401, type: "Unauthorized", "Authentication Failure")
      }
      throw .v2(401, name: "Unauthorized", "Unauthorized")
    }
  }

  /// The token of `Authorization: bearer TOKEN`, or of `bearer:TOKEN`.
  static func bearer(_ headers: [String: String]) -> String? {
    guard let header = headers["authorization"], header.count > 7,
      header.lowercased().hasPrefix("bearer")
    else { return nil }
    let rest = header.dropFirst(6)
    return rest.first == " " || rest.first == ":" ? String(rest.dropFirst()) : nil
  }

  /// Takes the token back, so that the next call is refused.
  mutating func revoke() { token = nil }
}
