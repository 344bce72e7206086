import Text
import Foundation
import SCIM

/// `/auth/…`: gives and takes back tokens, and tells the pace.
enum OneLoginTokens {
  /// Ten hours, in seconds.
  private static let lifetime = 36_000.0

  /// Answers a call.
  static func answer(_ call: OneLoginCall, _ state: inout OneLoginState) throws(OneLoginFailure)
    -> HTTPResponse
  {
    switch call.segments.dropFirst() {
    case ["oauth2", "v2", "token"]: return .json(200, .object(try grant(call, &state)))
    case ["oauth2", "token"]:
      let grant = try grant(call, &state)
      var body = OneLoginFailure.status(200, type: "success", "Success").object ?? JSONObject()
      body["data"] = [.object(grant)]
      return .json(200, .object(body))
    case ["oauth2", "revoke"]:
      guard call.method == "POST", credentials(call, state) == true,
        let text = try call.object()["access_token"]?.string
      else { throw .v1(400, type: "bad request", "Authorization or access_token is missing") }
      if text == state.token?.text { state.token = nil }
      return .json(200, OneLoginFailure.status(200, type: "success", "Success"))
    case ["rate_limit"]:
      try check(call, &state)
      var body = OneLoginFailure.status(200, type: "success", "Success").object ?? JSONObject()
      body["data"] = [
        "X-RateLimit-Limit": .integer(Int64(state.options.hourly)),
        "X-RateLimit-Remaining": .integer(Int64(state.options.hourly)), "X-RateLimit-Reset": 3600,
      ]
      return .json(200, .object(body))
    default: throw .page(404, "Not Found")
    }
  }

  private static func grant(_ call: OneLoginCall, _ state: inout OneLoginState)
    throws(OneLoginFailure) -> JSONObject
  {
    guard call.method == "POST" else { throw .v1(404, type: "not found", "Not Found") }
    if state.quirks.take(.tokenFlood) { throw .page(429, "Too Many Requests") }
    if state.quirks.take(.tokenFails) {
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
      credentials(call, state)
      ?? (form["client_id"] == state.options.clientID
        && form["client_secret"] == state.options.secret)
    guard isRight else { throw .v1(401, type: "Unauthorized", "Authentication Failure") }
    // Asking again returns the same token with what is left of it.
    if state.token.map({ $0.end <= call.now }) ?? true {
      let parts = (0..<4).map { _ in String(state.random.next(), radix: 16) }
      state.token = (parts.joined(), call.now + Self.lifetime)
    }
    let end = state.token?.end ?? call.now
    return JSONObject([
      ("access_token", .string(state.token?.text ?? "")),
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
  private static func credentials(_ call: OneLoginCall, _ state: OneLoginState) -> Bool? {
    guard let header = call.headers["authorization"], !header.isEmpty else { return nil }
    if header.lowercased().hasPrefix("basic ") {
      let given = Data(base64Encoded: String(header.dropFirst(6)))
      return given == Data("\(state.options.clientID):\(state.options.secret)".utf8)
    }
    let parts = header.split(separator: ",").map { part in
      part.split(separator: ":", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
    }
    return parts == [
      ["client_id", state.options.clientID], ["client_secret", state.options.secret],
    ]
  }

  /// Refuses a call without the current token.
  static func check(_ call: OneLoginCall, _ state: inout OneLoginState) throws(OneLoginFailure) {
    if call.isTester { return }
    if state.quirks.take(.revokesToken) { state.token = nil }
    guard let token = state.token, token.end > call.now, bearer(call.headers) == token.text
    else {
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
}
