import Text
import Foundation
import SCIM
import Sandbox

/// A simulated tenant and a clock that stands still, with requests as short as they can be written.
struct OneLoginDesk {
  var provider: OneLoginProvider
  var now = 1_767_700_000.0
  var token: String

  init(
    _ tenant: OneLoginTenant = .sample, quirks: [String] = [], faults: [SandboxFault] = [],
    hourly: Int = 5000
  ) throws {
    provider = OneLoginProvider(
      OneLoginOptions(
        tenant: tenant, clientID: "id", secret: "S", quirks: try OneLoginQuirks(quirks),
        faults: faults, hourly: hourly, seed: 1))
    token = ""
    token =
      answer("POST /auth/oauth2/v2/token", Self.grant, as: Self.basic)
      .json?["access_token"]?.string ?? ""
  }

  static let grant = #"{"grant_type":"client_credentials"}"#
  static let basic = "Basic " + Data("id:S".utf8).base64EncodedString()

  /// Sends `"GET /api/2/users"`.
  ///
  /// - Parameter authorization: what goes before the gate; `nil`: the current token.
  mutating func answer(
    _ line: String, _ body: String? = nil, as authorization: String? = nil,
    type: String = "application/json"
  ) -> Answer {
    let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
    let reply = provider.respond(
      to: SandboxRequest(
        parts[0], parts[1],
        headers: ["Authorization": authorization ?? "bearer \(token)", "Content-Type": type],
        body: Array((body ?? "").utf8)), now: now)
    return Answer(reply.response)
  }

  /// The ids of a list, its pages followed by their cursors.
  mutating func ids(_ path: String) -> [Int] {
    let base = path.prefix { $0 != "?" }
    var answer = answer("GET " + path)
    var ids = answer.elements.map { $0["id"]?.integer ?? 0 }
    while let cursor = answer.headers["after-cursor"], ids.count < 5000 {
      answer = self.answer("GET \(base)?cursor=\(PercentEncoding.encode(cursor))")
      ids += answer.elements.map { $0["id"]?.integer ?? 0 }
    }
    return ids
  }

  /// A tenant of so many people, one role that all of them hold, and nothing else.
  static func crowd(_ count: Int) throws -> OneLoginTenant {
    let users = (1...count).map { #"{"id":\#($0),"username":"u\#($0)","title":"T\#($0)"}"# }
    let ids = (1...count).map(String.init).joined(separator: ",")
    let fixture = """
      {"users":[\(users.joined(separator: ","))],
       "roles":[{"id":7,"name":"All","users":[\(ids)],"apps":[],"admins":[]}]}
      """
    return try OneLoginTenant(fixture: Array(fixture.utf8), now: 1_767_600_000)
  }
}

extension Answer {
  var elements: [JSONValue] { json?.array ?? [] }
}
